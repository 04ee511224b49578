import { Type } from 'typebox';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { idOutput, listOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const DeviceDto = Type.Object({
  device_sn: Type.Integer({ description: 'Serial number among the devices of the user' }),
  platform: Type.Integer({ description: '1 ios, 2 android, 3 windows, 4 mac, 5 linux, 6 web' }),
  user_agent: Type.String({ description: 'What the device says of itself' }),
  user_id: idOutput('The user'),
});

/** The caller's devices. */
export const addDeviceRoutes: AddRoutes = (http, { useCases }) => {
  defineRoute(http, useCases, {
    method: 'GET',
    url: '/user/device/list',
    auth: 'user',
    tag: Tag.devices,
    summary: "The caller's devices",
    data: listOutput(DeviceDto),
    handle: async ({ caller: { appId, userId } }) => {
      const devices = await useCases.devices.list(appId, userId);
      return {
        data: devices.map((device) => ({
          device_sn: device.deviceSn,
          platform: device.platform,
          user_agent: device.deviceInfo,
          user_id: userId,
        })),
      };
    },
  });
};
