import { ImError } from '@warbler/protocol';
import { OpenIdKind } from '../../identities/index.ts';
import { Type } from '../../type.ts';
import type { CallerOf } from '../caller.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readInteger } from '../read-integer.ts';
import { integerInput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const CODE_MAX = 200;
const IV_MAX = 100;
const ENCRYPTED_MAX = 8192;
const OPEN_ID_MAX = 300;
const PAGE_MAX = 1024;

const openId = Type.String({ minLength: 1, maxLength: OPEN_ID_MAX, description: 'What /app/wechat_login gave' });
const kind = integerInput('1: mini program, 2: official account');

/** Logging in in the WeChat mini program, and what is bound to an account for that. */
export const addWechatRoutes: AddRoutes = (http, { useCases }) => {
  const { identities, wechat } = useCases;
  const base = { auth: 'user', tag: Tag.codes } as const;
  const bind = async (caller: CallerOf<'user'>, text: string, type: number | string) => {
    const isByAdmin = caller.tokenId === undefined;
    await wechat.bind(caller.app, caller, { kind: readKind(type), openId: text, isByAdmin });
    return done;
  };

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/app/wechat_login',
    auth: 'app',
    tag: Tag.codes,
    summary: 'Logs in in the mini program',
    description:
      'A password that counts once and for a minute where the WeChat user is an account’s; else `openid`, which binds them ' +
      'to one. With `iv` and `data` of the phone number button, the account of that number is theirs.',
    query: Type.Object({
      code: Type.String({ minLength: 1, maxLength: CODE_MAX, description: 'From wx.login' }),
      iv: Type.Optional(Type.String({ maxLength: IV_MAX })),
      data: Type.Optional(Type.String({ maxLength: ENCRYPTED_MAX, description: 'encryptedData' })),
    }),
    data: Type.Object({
      openid: Type.Optional(Type.String()),
      user_id: Type.Optional(Type.Integer()),
      username: Type.Optional(Type.String()),
      password: Type.Optional(Type.String()),
    }),
    handle: async ({ caller: { app }, query, request }) => {
      const { code, iv = '', data = '' } = query;
      const encrypted = iv === '' || data === '' ? {} : { encrypted: { iv, data } };
      const login = await wechat.logIn(app, { code, ...encrypted, address: request.ip });
      if ('proof' in login) return { data: { openid: login.proof } };
      const { userId, username, password } = login.pass;
      return { data: { user_id: userId, username, password } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/user/bind_openid',
    summary: 'Binds a WeChat user to the caller',
    description: 'An admin acting as the user may name any open id.',
    query: Type.Object({ open_id: openId, type: Type.Optional(kind) }),
    data: doneSchema,
    handle: async ({ caller, query }) => bind(caller, query.open_id, query.type ?? OpenIdKind.miniProgram),
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/app/wechat/bind',
    summary: 'Binds a WeChat user to the caller',
    description: 'An admin acting as the user may name any open id.',
    body: Type.Object({ open_id: openId, type: kind }),
    data: doneSchema,
    handle: async ({ caller, body }) => bind(caller, body.open_id, body.type),
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/app/wechat/unbind',
    summary: 'The WeChat user of the mini program is not the caller’s any more',
    data: doneSchema,
    handle: async ({ caller }) => {
      await identities.unbindOpenId(caller, OpenIdKind.miniProgram);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/app/wechat/is_bind',
    summary: 'Whether a WeChat user of the mini program is the caller’s',
    data: Type.Boolean(),
    handle: async ({ caller }) => ({ data: await identities.hasOpenId(caller, OpenIdKind.miniProgram) }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/app/generate_url_link',
    summary: 'A link that opens a page of the mini program',
    body: Type.Object({
      path: Type.String({ maxLength: PAGE_MAX, description: 'Such as pages/profile/index' }),
      query: Type.String({ maxLength: PAGE_MAX, description: 'Such as link=..&code=..' }),
      envVersion: Type.Optional(
        Type.Unsafe<'release' | 'trial' | 'develop'>({ enum: ['release', 'trial', 'develop'] }),
      ),
    }),
    data: Type.Object({ url_link: Type.String() }),
    handle: async ({ body: { path, query, envVersion: version = 'release' }, request }) => ({
      data: { url_link: await wechat.makeUrlLink({ path, query, version, address: request.ip }) },
    }),
  });
};

function readKind(type: number | string): OpenIdKind {
  const value = readInteger(type, { name: 'type', min: 1, max: 2 });
  const known = Object.values(OpenIdKind).find((each) => each === value);
  if (known === undefined) throw new ImError('invalidParameter');
  return known;
}
