import { ImError, OsType, parseDeviceSn } from '@warbler/protocol';
import { type KickTarget, PUSH_TEXT_MAX } from '../../devices/index.ts';
import { Type } from '../../type.ts';
import type { CallerOf } from '../caller.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readInteger } from '../read-integer.ts';
import { idOutput, integerInput, listOutput, optionalBody } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const PLATFORMS = '1 ios, 2 android, 3 windows, 4 mac, 5 linux, 6 web';

const DeviceDto = Type.Object({
  device_sn: Type.Integer({ description: 'Serial number among the devices of the user' }),
  platform: Type.Integer({ description: PLATFORMS }),
  user_agent: Type.String({ description: 'What the device says of itself' }),
  user_id: idOutput('The user'),
  online: Type.Boolean({ description: 'Whether it is connected now' }),
  last_seen: Type.Integer({ description: 'When it was connected last, milliseconds since 1970' }),
});

const KickInput = {
  device_sn: Type.Optional(integerInput('One device')),
  platform: Type.Optional(integerInput(`Every device of a platform but the caller's own: ${PLATFORMS}`)),
};

/** The caller's devices: who is logged in where, and who is put out. */
export const addDeviceRoutes: AddRoutes = (http, { useCases }) => {
  const { devices } = useCases;
  const base = { auth: 'user', tag: Tag.devices } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/user/device/list',
    summary: "The caller's devices",
    data: listOutput(DeviceDto),
    handle: async ({ caller }) => ({
      data: (await devices.list(caller)).map(({ deviceSn, platform, deviceInfo, isOnline, seenAtMs }) => ({
        device_sn: deviceSn,
        platform,
        user_agent: deviceInfo,
        user_id: caller.userId,
        online: isOnline,
        last_seen: seenAtMs,
      })),
    }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/user/kick',
    summary: "Log out one of the caller's devices, those of a platform, or all of them",
    description: `The devices' sessions end, and the tokens that they logged in with count no more, for whoever holds \
them. Parameters are taken from the query, else from the body. Without any, every device is logged out, the caller's \
own too, and every token of the user ends. \`platform=6\` is "log out all other web pages".`,
    query: Type.Object(KickInput),
    body: optionalBody(KickInput),
    data: doneSchema,
    handle: async ({ caller, query, body }) => {
      const isInQuery = query.device_sn !== undefined || query.platform !== undefined;
      await devices.kick(caller, kickTargetOf(caller, isInQuery ? query : (body ?? {})));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'DELETE'],
    url: '/user/device/remove',
    summary: "Log out one of the caller's devices and forget it",
    description: 'When it logs in again it has another serial number.',
    query: Type.Object({ device_sn: integerInput('The device') }),
    data: doneSchema,
    handle: async ({ caller, query }) => {
      await devices.remove(caller, deviceSnOf(query.device_sn));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/user/token/bind',
    summary: "Say where one of the caller's devices takes pushes",
    description: 'A place belongs to the device that named it last.',
    body: Type.Object({
      device_sn: integerInput('The device'),
      device_token: Type.String({ minLength: 1, maxLength: PUSH_TEXT_MAX, description: "From its vendor's push SDK" }),
      notifier_name: Type.String({ maxLength: PUSH_TEXT_MAX, description: 'The certificate to push with' }),
    }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const target = { deviceToken: body.device_token, notifierName: body.notifier_name };
      await devices.bindPush(caller, deviceSnOf(body.device_sn), target);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'DELETE'],
    url: '/user/token/unbind',
    summary: "No more pushes to one of the caller's devices",
    description: 'A device that also disconnects within a minute has logged out; the others are told.',
    query: Type.Object({ deviceSn: integerInput('The device') }),
    data: Type.Object({}),
    handle: async ({ caller, query }) => {
      await devices.unbindPush(caller, deviceSnOf(query.deviceSn, 'deviceSn'));
      return { data: {} };
    },
  });
};

interface KickParameters {
  readonly device_sn?: number | string;
  readonly platform?: number | string;
}

/** @throws ImError `invalidParameter` when both a device and a platform are named */
function kickTargetOf(
  { tokenId }: Pick<CallerOf<'user'>, 'tokenId'>,
  { device_sn, platform }: KickParameters,
): KickTarget {
  if (device_sn !== undefined && platform !== undefined) {
    throw new ImError('invalidParameter', {
      message: 'invalid request parameter: give either device_sn or platform, not both',
    });
  }
  if (device_sn !== undefined) return { kind: 'device', deviceSn: deviceSnOf(device_sn) };
  if (platform === undefined) return { kind: 'all' };
  return {
    kind: 'platform',
    platform: readInteger(platform, { name: 'platform', min: OsType.IOS, max: OsType.WEB }),
    exceptTokenId: tokenId,
  };
}

function deviceSnOf(value: number | string, name = 'device_sn') {
  return parseDeviceSn(readInteger(value, { name, min: 1, max: 0xffff_ffff }));
}
