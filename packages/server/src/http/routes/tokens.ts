import { ImError, parseUserId } from '@warbler/protocol';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { loginName } from '../../accounts/index.ts';
import type { App } from '../../apps/index.ts';
import { Type } from '../../type.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import type { UseCases } from '../use-cases.ts';
import { idOutput, integerInput } from '../wire-schemas.ts';
import { DEVICE_GUID_MAX } from './device-guid.ts';
import type { AddRoutes } from './route-context.ts';

const Password = {
  password: Type.String(),
  device_guid: Type.Optional(
    Type.String({ maxLength: DEVICE_GUID_MAX, description: 'Device id; asks for push_token too' }),
  ),
};

const TokenDto = Type.Object({
  user_id: idOutput('The user'),
  token: Type.String({ description: 'The access-token; opaque' }),
  expire: Type.Integer({ description: 'When the token ends, milliseconds since 1970' }),
  encrypt_type: Type.Integer({ description: '0: sockets are not encrypted beyond their transport' }),
  push_token: Type.Optional(
    Type.String({ description: 'Address of the device for pushes, always the same; only with device_guid' }),
  ),
});

/** The three ways to exchange a password for a token. */
export const addTokenRoutes: AddRoutes = (http, { useCases }) => {
  const base = { method: 'POST', auth: 'app', tag: Tag.login } as const;

  defineRoute(http, useCases, {
    ...base,
    url: '/token/user',
    summary: 'Log in by user name',
    description: 'A mobile number or an e-mail address is taken in its place.',
    body: Type.Object({
      name: Type.Optional(Type.String({ description: 'User name; required unless mobile is given' })),
      mobile: Type.Optional(Type.String({ description: 'Taken in place of name' })),
      ...Password,
    }),
    data: TokenDto,
    handle: async ({ caller: { app }, body, request }) => {
      const name = body.name ?? body.mobile;
      if (name === undefined) {
        throw new ImError('invalidParameter', { message: 'invalid request parameter: name is required in the body' });
      }
      return logIn(useCases, { app, ...body, name: loginName(name), request });
    },
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/token/id',
    summary: 'Log in by user id',
    body: Type.Object({ user_id: integerInput('The user'), ...Password }),
    data: TokenDto,
    handle: ({ caller: { app }, body, request }) =>
      logIn(useCases, { app, ...body, name: { by: 'id', userId: parseUserId(body.user_id) }, request }),
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/token/login',
    summary: 'Log in by user name, mobile number or e-mail address',
    body: Type.Object({ login_name: Type.String(), ...Password }),
    data: TokenDto,
    handle: ({ caller: { app }, body, request }) =>
      logIn(useCases, { app, ...body, name: loginName(body.login_name), request }),
  });
};

interface LoginRequest {
  readonly app: App;
  readonly name: Parameters<UseCases['accounts']['logIn']>[1]['name'];
  readonly password: string;
  readonly device_guid?: string;
  readonly request: FastifyRequest;
}

async function logIn(
  { accounts, push }: UseCases,
  { app, name, password, device_guid: deviceGuid = '', request }: LoginRequest,
): Promise<{ data: Static<typeof TokenDto> }> {
  const { account, token, expiresAtMs } = await accounts.logIn(app, { name, password, address: request.ip });
  const pushToken = deviceGuid === '' ? undefined : await push.tokenOfDevice(account, deviceGuid);
  return {
    data: {
      user_id: account.userId,
      token,
      expire: expiresAtMs,
      encrypt_type: 0,
      ...(pushToken === undefined ? {} : { push_token: pushToken }),
    },
  };
}
