import { OsType, type UserId } from '@warbler/protocol';
import type { DeviceStore } from '../../src/devices/index.ts';
import { APP } from './metas.ts';

type Login = Parameters<DeviceStore['provision']>[0];

/** How a device of a user logs in; a browser with a token of its own where nothing else is said. */
export function loginOf(user: UserId, deviceGuid: string, options: Partial<Login> = {}): Login {
  return {
    appId: APP,
    user,
    deviceGuid,
    platform: OsType.WEB,
    deviceInfo: `the browser ${deviceGuid}`,
    sdkVersion: '2.0.0',
    tokenId: `token of ${deviceGuid}`,
    tokenExpiresAtMs: Number.MAX_SAFE_INTEGER,
    nowMs: Date.now(),
    quietMs: 600_000,
    backlog: 100,
    devicesMax: 100,
    online: [],
    node: 0,
    otherNodes: [],
    ...options,
  };
}
