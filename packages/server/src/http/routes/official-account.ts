import { ImError } from '@warbler/protocol';
import type { Static } from 'typebox';
import { OpenIdKind } from '../../identities/index.ts';
import { Type } from '../../type.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import type { AddRoutes } from './route-context.ts';

const CODE_MAX = 200;
const SIGNED_TEXT_MAX = 200;

const qrCodeId = Type.String({ maxLength: CODE_MAX, description: 'Which QR code' });

const signedText = Type.String({ maxLength: SIGNED_TEXT_MAX });
const EventQuery = Type.Object({
  signature: signedText,
  timestamp: signedText,
  nonce: signedText,
  echostr: Type.Optional(signedText),
});

const EVENTS_PATH = '/app/official_account/events';

/** Logging in by scanning a QR code of the WeChat official account. */
export const addOfficialAccountRoutes: AddRoutes = (http, { useCases }) => {
  const { identities, qrLogins, wechat } = useCases;
  const base = { method: 'GET', auth: 'user', tag: Tag.codes } as const;

  defineRoute(http, useCases, {
    ...base,
    url: '/app/official_account/qrcode',
    summary: 'A QR code of the official account that only the caller may use',
    data: Type.Object({ qrcode_id: Type.String(), url: Type.String(), expired: Type.Integer() }),
    handle: async ({ caller, request }) => {
      const { code, url, expiresAtMs } = await wechat.makeQrCode(caller.app, caller, request.ip);
      return { data: { qrcode_id: code, url, expired: expiresAtMs } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/app/official_account/qrcode_status',
    summary: 'Whether somebody scanned the QR code',
    description: 'Takes a code of /app/qr_code too. 11022 until then.',
    query: Type.Object({ qrcode_id: qrCodeId }),
    data: Type.Object({ code: Type.String({ description: 'For the login' }) }),
    handle: async ({ caller, query }) => {
      const state = await qrLogins.stateFor(caller.app, caller, query.qrcode_id);
      switch (state) {
        case 'confirmed':
          return { data: { code: query.qrcode_id } };
        case 'open':
        case 'scanned':
          throw new ImError('qrCodeNotScanned');
        case 'cancelled':
        case 'used':
          throw new ImError('notFound', { message: 'the QR code is used' });
        default:
          return state satisfies never;
      }
    },
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/app/official_account/login',
    summary: 'Logs in who scanned the QR code',
    description: 'A WeChat user who is nobody’s yet becomes the caller’s. The password counts once and for a minute.',
    query: Type.Object({ code: qrCodeId }),
    data: Type.Object({ user_id: Type.Integer(), username: Type.String(), password: Type.String() }),
    handle: async ({ caller, query }) => {
      const { userId, username, password } = await qrLogins.redeem(caller.app, caller, query.code);
      return { data: { user_id: userId, username, password } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    url: '/app/official_account/is_bind',
    summary: 'Refuses unless a WeChat user of the official account is the caller’s',
    data: Type.Boolean({ description: 'true' }),
    handle: async ({ caller }) => {
      if (await identities.hasOpenId(caller, OpenIdKind.officialAccount)) return { data: true };
      throw new ImError('notFound', { message: 'no WeChat user of the official account is bound to the account' });
    },
  });

  // WeChat's own protocol: no envelope, XML in, plain text out.
  http.register(async (scope) => {
    scope.addContentTypeParser<string>(
      ['text/xml', 'application/xml'],
      { parseAs: 'string' },
      (_request, body, parsed) => parsed(null, body),
    );
    const schema = { querystring: EventQuery };
    type Event = { Querystring: Static<typeof EventQuery>; Body: unknown };
    const requireSigned = (query: Static<typeof EventQuery>) => {
      if (!wechat.isFromWechat(query)) throw new ImError('noPermission', { message: 'the signature is wrong' });
    };

    scope.get<Event>(EVENTS_PATH, { schema }, async ({ query }, reply) => {
      requireSigned(query);
      return reply.type('text/plain; charset=utf-8').send(query.echostr ?? '');
    });

    scope.post<Event>(EVENTS_PATH, { schema }, async ({ query, body }, reply) => {
      requireSigned(query);
      if (typeof body === 'string') await wechat.noteEvent(body);
      return reply.type('text/plain; charset=utf-8').send('success');
    });
  });
};
