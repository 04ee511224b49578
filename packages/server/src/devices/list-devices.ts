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

/** Which devices are online. */
interface OnlineDevices {
  /** At this node. */
  readonly online: ReadonlySet<DeviceSn>;
  /** The other nodes that are there. */
  readonly otherNodes: readonly number[];
}

/** The user's devices, by serial number. */
export async function listDevices(
  { query }: Database,
  { appId, userId }: UserRef,
  { online, otherNodes, nowMs }: OnlineDevices & { readonly nowMs: number },
): Promise<readonly Device[]> {
  const rows = await query
    .selectFrom('devices')
    .select(['device_sn', 'platform', 'device_info', 'seen_at', 'left_at', 'online_node'])
    .where('app_id', '=', appId)
    .where('user_id', '=', userId)
    .orderBy('device_sn')
    .execute();
  return rows.map((row) => {
    const deviceSn = row.device_sn as DeviceSn;
    const isOnline = online.has(deviceSn) || (row.online_node !== null && otherNodes.includes(row.online_node));
    return {
      deviceSn,
      platform: row.platform as OsType,
      deviceInfo: row.device_info,
      isOnline,
      seenAtMs: isOnline ? nowMs : Math.max(row.seen_at, row.left_at ?? 0),
    };
  });
}

/** Whether one of the user's devices is online at one of the nodes. */
export async function isOnlineAt(
  { query }: Database,
  { appId, userId }: UserRef,
  nodes: readonly number[],
): Promise<boolean> {
  if (nodes.length === 0) return false;
  const row = await query
    .selectFrom('devices')
    .select('device_sn')
    .where('app_id', '=', appId)
    .where('user_id', '=', userId)
    .where('online_node', 'in', nodes)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * What became of a device that is online at a node: it is not, once it has logged in elsewhere or was removed. A later
 * login that is over by now took nothing over: its connection was gone before it was done.
 */
export async function isStillAt(
  { query }: Database,
  { appId, userId }: UserRef,
  { deviceSn, login }: { readonly deviceSn: DeviceSn; readonly login: number },
): Promise<'here' | 'moved' | 'removed'> {
  const row = await query
    .selectFrom('devices')
    .select(['login', 'online_node'])
    .where('app_id', '=', appId)
    .where('user_id', '=', userId)
    .where('device_sn', '=', deviceSn)
    .executeTakeFirst();
  if (row === undefined) return 'removed';
  return row.login === login || row.online_node === null ? 'here' : 'moved';
}
