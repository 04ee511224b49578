import { ImError } from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import type { DeviceFacts, DeviceKey } from '../device.ts';

/** A device as its row has it. */
export interface FoundDevice extends DeviceFacts {
  /** Empty once the server has signed it out. */
  readonly tokenId: string;
  readonly tokenExpiresAtMs: number;
  /** When its last session ended; undefined while it is online. */
  readonly leftAtMs: number | undefined;
  /** The node that it is online at, or was when that node was killed; undefined while it is away. */
  readonly onlineNode: number | undefined;
  /** Which of its logins was the last one. */
  readonly login: number;
}

/** One of the user's devices; undefined when there is none with this number. */
export function findDevice(
  { statements }: StoreContext,
  { appId, user, deviceSn }: DeviceKey,
): FoundDevice | undefined {
  const row = statements.prepare(`${DEVICES} and device_sn = ?`).get(appId, user, deviceSn);
  return row === undefined ? undefined : toDevice(row);
}

/** The same. @throws ImError `notFound` when there is none */
export function requireDevice(store: StoreContext, key: DeviceKey): FoundDevice {
  const device = findDevice(store, key);
  if (device !== undefined) return device;
  throw new ImError('notFound', { message: `the user has no device ${key.deviceSn}` });
}

/** The user's devices on a platform. */
export function devicesOn(
  { statements }: StoreContext,
  { appId, user, platform }: Omit<DeviceKey, 'deviceSn'> & Pick<DeviceFacts, 'platform'>,
): readonly FoundDevice[] {
  return statements.prepare(`${DEVICES} and platform = ?`).all(appId, user, platform).map(toDevice);
}

const DEVICES = `select device_sn, platform, device_info, token_id, token_expires_at, left_at,
  online_node, login from devices
  where app_id = ? and user_id = ?`;

function toDevice(row: SqlRow): FoundDevice {
  return {
    deviceSn: row.device_sn as FoundDevice['deviceSn'],
    platform: row.platform as FoundDevice['platform'],
    deviceInfo: row.device_info as string,
    tokenId: row.token_id as string,
    tokenExpiresAtMs: row.token_expires_at as number,
    leftAtMs: (row.left_at ?? undefined) as number | undefined,
    onlineNode: (row.online_node ?? undefined) as number | undefined,
    login: row.login as number,
  };
}
