import type { DeviceSn, OsType } from '@warbler/protocol';
import type { UserRef } from '../accounts/index.ts';
import type { Database } from '../storage/index.ts';
import type { DeviceFacts } from './device.ts';

/** A device that logged in on the socket at least once. */
export interface Device extends DeviceFacts {
  readonly isOnline: boolean;
  /** When it was online last; now, for one that is. */
  readonly seenAtMs: number;
}

/** The user's devices, by serial number. */
export async function listDevices(
  { query }: Database,
  { appId, userId }: UserRef,
  { online, nowMs }: { readonly online: ReadonlySet<DeviceSn>; readonly nowMs: number },
): Promise<readonly Device[]> {
  const rows = await query
    .selectFrom('devices')
    .select(['device_sn', 'platform', 'device_info', 'seen_at', 'left_at'])
    .where('app_id', '=', appId)
    .where('user_id', '=', userId)
    .orderBy('device_sn')
    .execute();
  return rows.map((row) => {
    const deviceSn = row.device_sn as DeviceSn;
    const isOnline = online.has(deviceSn);
    return {
      deviceSn,
      platform: row.platform as OsType,
      deviceInfo: row.device_info,
      isOnline,
      seenAtMs: isOnline ? nowMs : Math.max(row.seen_at, row.left_at ?? 0),
    };
  });
}
