import type { AppId, DeviceSn, OsType, UserId } from '@warbler/protocol';
import type { Database } from '../storage/index.ts';

/** A device that logged in on the socket at least once. */
export interface Device {
  readonly deviceSn: DeviceSn;
  readonly platform: OsType;
  /** What the device says of itself, free text. */
  readonly deviceInfo: string;
  readonly seenAtMs: number;
}

/** The user's devices, by serial number. */
export async function listDevices({ query }: Database, appId: AppId, user: UserId): Promise<readonly Device[]> {
  const rows = await query
    .selectFrom('devices')
    .select(['device_sn', 'platform', 'device_info', 'seen_at'])
    .where('app_id', '=', appId)
    .where('user_id', '=', user)
    .orderBy('device_sn')
    .execute();
  return rows.map((row) => ({
    deviceSn: row.device_sn as DeviceSn,
    platform: row.platform as OsType,
    deviceInfo: row.device_info,
    seenAtMs: row.seen_at,
  }));
}
