import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { actionOf, GroupQuery, personOf } from './group-wire.ts';
import type { AddRoutes } from './route-context.ts';

const QrInfo = Type.String({ description: 'What the QR code of a group holds' });

/** Coming into a group with a QR code: the calls of the server API, and those of the web client. */
export const addGroupQrCodeRoutes: AddRoutes = (http, { useCases }) => {
  const { groups } = useCases;
  const sign = {
    method: 'GET',
    auth: 'group',
    tag: Tag.groups,
    summary: 'Makes a QR code of a group; for those who may invite',
    query: GroupQuery,
  } as const;
  const enter = {
    auth: 'group',
    tag: Tag.groups,
    summary: 'Comes into a group with a QR code',
    data: doneSchema,
  } as const;

  defineRoute(http, useCases, {
    ...sign,
    url: '/group/qrcode/sign',
    data: Type.Object({ qr_info: Type.String(), create_at: Type.Integer(), expire_at: Type.Integer() }),
    handle: async ({ caller, query }) => {
      const { text, createdAtMs, expiresAtMs } = await groups.makeQrCode(caller.app, actionOf(caller, query.group_id));
      return { data: { qr_info: text, create_at: createdAtMs, expire_at: expiresAtMs } };
    },
  });

  defineRoute(http, useCases, {
    ...sign,
    url: '/app/qrcode/group_sign',
    data: Type.Object({ qr_info: Type.String(), expired: Type.Integer() }),
    handle: async ({ caller, query }) => {
      const { text, expiresAtMs } = await groups.makeQrCode(caller.app, actionOf(caller, query.group_id));
      return { data: { qr_info: text, expired: expiresAtMs } };
    },
  });

  defineRoute(http, useCases, {
    ...enter,
    method: 'POST',
    url: '/group/qrcode/invite',
    body: Type.Object({ qr_info: QrInfo }),
    handle: async ({ caller, body }) => {
      await groups.enterByQrCode(caller.app, personOf(caller).userId, body.qr_info);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...enter,
    method: 'GET',
    url: '/app/qrcode/group_invite',
    query: Type.Object({ qr_info: QrInfo }),
    handle: async ({ caller, query }) => {
      await groups.enterByQrCode(caller.app, personOf(caller).userId, query.qr_info);
      return done;
    },
  });
};
