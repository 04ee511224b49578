import { ImError, parseUserId } from '@warbler/protocol';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { LoggedIn } from '../../accounts/index.ts';
import type { App } from '../../apps/index.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import type { UseCases } from '../use-cases.ts';
import { idOutput, integerInput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const password = Type.String();
const device_guid = Type.Optional(Type.String({ description: 'Device id' }));

const TokenDto = Type.Object({
  user_id: idOutput('The user'),
  token: Type.String({ description: 'The access-token; opaque' }),
  expire: Type.Integer({ description: 'When the token ends, milliseconds since 1970' }),
  encrypt_type: Type.Integer({ description: '0: sockets are not encrypted beyond their transport' }),
});

/** The three ways to exchange a password for a token. */
export const addTokenRoutes: AddRoutes = (http, { useCases }) => {
  defineRoute(http, useCases, {
    method: 'POST',
    url: '/token/user',
    auth: 'app',
    tag: Tag.login,
    summary: 'Log in by user name',
    body: Type.Object({
      name: Type.Optional(Type.String({ description: 'User name; required unless mobile is given' })),
      mobile: Type.Optional(Type.String({ description: 'Taken in place of name' })),
      password,
      device_guid,
    }),
    data: TokenDto,
    handle: async ({ caller: { app }, body, request }) => {
      const username = body.name ?? body.mobile;
      if (username === undefined) {
        throw new ImError('invalidParameter', { message: 'invalid request parameter: name is required in the body' });
      }
      return logIn(useCases, { app, name: { by: 'username', username }, password: body.password, request });
    },
  });

  defineRoute(http, useCases, {
    method: 'POST',
    url: '/token/id',
    auth: 'app',
    tag: Tag.login,
    summary: 'Log in by user id',
    body: Type.Object({ user_id: integerInput('The user'), password, device_guid }),
    data: TokenDto,
    handle: ({ caller: { app }, body, request }) =>
      logIn(useCases, { app, name: { by: 'id', userId: parseUserId(body.user_id) }, password: body.password, request }),
  });

  defineRoute(http, useCases, {
    method: 'POST',
    url: '/token/login',
    auth: 'app',
    tag: Tag.login,
    summary: 'Log in by login name',
    body: Type.Object({ login_name: Type.String({ description: 'User name' }), password, device_guid }),
    data: TokenDto,
    handle: ({ caller: { app }, body, request }) =>
      logIn(useCases, { app, name: { by: 'username', username: body.login_name }, password: body.password, request }),
  });
};

interface LoginRequest {
  readonly app: App;
  readonly name: Parameters<UseCases['accounts']['logIn']>[1]['name'];
  readonly password: string;
  readonly request: FastifyRequest;
}

async function logIn({ accounts }: UseCases, { app, name, password, request }: LoginRequest) {
  return { data: toTokenDto(await accounts.logIn(app, { name, password, address: request.ip })) };
}

function toTokenDto({ account, token, expiresAtMs }: LoggedIn) {
  return { user_id: account.userId, token, expire: expiresAtMs, encrypt_type: 0 };
}
