import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { publicAddress } from '../public-address.ts';
import type { AddRoutes } from './route-context.ts';

const CODE_MAX = 200;

const qrCode = Type.String({ maxLength: CODE_MAX, description: 'The code of a login page' });

/** Logging in on a page by scanning its code with a phone that is logged in. */
export const addQrLoginRoutes: AddRoutes = (http, { useCases, publicUrl }) => {
  const { qrLogins } = useCases;

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/app/qr_code',
    auth: 'app',
    tag: Tag.codes,
    summary: 'A new code for a login page',
    data: Type.Object({
      qr_code: Type.String(),
      qrcode_id: Type.String({ description: 'The same, for /app/official_account/qrcode_status' }),
      url: Type.String({ description: 'What may be drawn: this server with the code' }),
      expired: Type.Integer({ description: 'When it ends, milliseconds since 1970' }),
    }),
    handle: async ({ caller: { app }, request }) => {
      const { code, expiresAtMs } = qrLogins.make(app);
      const { protocol, host } = publicAddress(publicUrl, request);
      const url = new URL(`${protocol}://${host}/`);
      url.search = new URLSearchParams({ action: 'login', app_id: app.appId, qr_code: code }).toString();
      return { data: { qr_code: code, qrcode_id: code, url: url.href, expired: expiresAtMs } };
    },
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/app/qr_login',
    auth: 'app',
    tag: Tag.codes,
    summary: 'What became of a code',
    description: 'Once it is confirmed, the first answer has a password that counts once and for a minute.',
    query: Type.Object({ qr_code: qrCode }),
    data: Type.Object({
      status: Type.String({ description: 'open, scanned, confirmed or cancelled' }),
      user_id: Type.Optional(Type.Integer()),
      username: Type.Optional(Type.String()),
      password: Type.Optional(Type.String()),
    }),
    handle: async ({ caller: { app }, query }) => {
      const { state: status, pass } = await qrLogins.poll(app, query.qr_code);
      if (pass === undefined) return { data: { status } };
      return { data: { status, user_id: pass.userId, username: pass.username, password: pass.password } };
    },
  });

  const summaries = {
    scan: 'The phone has scanned the code and asks its user',
    confirm: 'The user lets the page with this code log in as them',
    cancel: 'The user does not; the code is of no more use',
  } as const;
  for (const action of ['scan', 'confirm', 'cancel'] as const) {
    defineRoute(http, useCases, {
      method: 'POST',
      url: `/app/qr_login/${action}`,
      auth: 'user',
      tag: Tag.codes,
      summary: summaries[action],
      body: Type.Object({ qr_code: qrCode }),
      data: doneSchema,
      handle: async ({ caller, body }) => {
        await qrLogins.act(caller.app, caller, { action, code: body.qr_code });
        return done;
      },
    });
  }
};
