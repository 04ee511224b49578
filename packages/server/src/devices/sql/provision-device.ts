import { type AppId, type DeviceSn, ImError, type OpenEnum, type OsType, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { bindPush, type PushTarget } from './bind-push.ts';
import { forgetDevice } from './remove-device.ts';

/** A device logs in on the socket. */
export interface ProvisionInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly deviceGuid: string;
  readonly platform: OpenEnum<OsType>;
  readonly deviceInfo: string;
  readonly sdkVersion: string;
  readonly tokenId: string;
  readonly tokenExpiresAtMs: number;
  /** Where its pushes shall go; absent when the login says nothing of it. */
  readonly push?: PushTarget;
  readonly nowMs: number;
  /** A device that comes back with the same token in less time only reconnects. */
  readonly quietMs: number;
  /** Messages back from the end of each conversation that a new device gets at most; the rest is history. */
  readonly backlog: number;
  /** Devices remembered per user; the ones unseen the longest are forgotten, but none that is online. */
  readonly devicesMax: number;
  readonly online: readonly DeviceSn[];
  /** The node that it is online at from now on. */
  readonly node: number;
  /** The other nodes; devices that are online there are not forgotten either. */
  readonly otherNodes: readonly number[];
}

/** The device as the server knows it. */
export interface ProvisionedDevice {
  /** Counted from 1 per user, the same for a device guid every time. */
  readonly deviceSn: DeviceSn;
  readonly isNew: boolean;
  /** It goes on where a broken connection ended: nothing to tell the user's other devices. */
  readonly isReconnect: boolean;
  /** Counts the device's logins: a later one has a larger number. */
  readonly login: number;
  /** The other node that it was online at until now. */
  readonly movedFrom: number | undefined;
  /** How many more of the user's devices are online at other nodes. */
  readonly onlineElsewhere: number;
}

/** What is found of the device's own row. */
type Found = Omit<ProvisionedDevice, 'onlineElsewhere'>;

/**
 * Finds the device's serial number, or registers the device and places its cursors.
 *
 * @throws ImError `invalidToken` for a user who was deleted while logging in
 */
export function provisionDevice(store: StoreContext, input: ProvisionInput): ProvisionedDevice {
  if (store.statements.prepare(DELETED).get(input.appId, input.user) !== undefined) throw new ImError('invalidToken');
  const device = findAgain(store, input) ?? register(store, input);
  const { appId, user, push } = input;
  const { deviceSn } = device;
  if (push !== undefined) bindPush(store, { appId, user, deviceSn, ...push });
  return { ...device, onlineElsewhere: countElsewhere(store, input, deviceSn) };
}

function countElsewhere({ statements }: StoreContext, input: ProvisionInput, own: DeviceSn): number {
  const { appId, user, otherNodes } = input;
  if (otherNodes.length === 0) return 0;
  const online = statements.prepare(ONLINE).all(appId, user);
  return online.filter((row) => row.device_sn !== own && otherNodes.includes(row.online_node as number)).length;
}

const ONLINE = `select device_sn, online_node from devices
  where app_id = ? and user_id = ? and online_node is not null`;

const DELETED = "select 1 from users where app_id = ? and user_id = ? and status = 'deleted'";

function findAgain({ statements }: StoreContext, input: ProvisionInput): Found | undefined {
  const known = statements.prepare(KNOWN).get(input.appId, input.user, input.deviceGuid);
  if (known === undefined) return undefined;
  const deviceSn = known.device_sn as DeviceSn;
  statements
    .prepare(SEEN)
    .run(
      input.nowMs,
      input.platform,
      input.deviceInfo,
      input.sdkVersion,
      input.tokenId,
      input.tokenExpiresAtMs,
      input.node,
      input.appId,
      input.user,
      deviceSn,
    );
  const onlineNode = known.online_node as number | null;
  const movedFrom = onlineNode !== null && input.otherNodes.includes(onlineNode) ? onlineNode : undefined;
  const wasAway = known.left_at !== null && input.nowMs - (known.left_at as number) >= input.quietMs;
  const isReconnect = known.token_id === input.tokenId && !wasAway;
  return { deviceSn, isNew: false, isReconnect, login: (known.login as number) + 1, movedFrom };
}

const KNOWN = `select device_sn, token_id, left_at, login, online_node from devices
  where app_id = ? and user_id = ? and device_guid = ?`;

const SEEN = `update devices set seen_at = ?, left_at = null, platform = ?, device_info = ?, sdk_version = ?, token_id = ?,
  token_expires_at = ?, online_node = ?, login = login + 1 where app_id = ? and user_id = ? and device_sn = ?`;

function register(store: StoreContext, input: ProvisionInput): Found {
  const { statements } = store;
  const deviceSn = statements.prepare(NEXT_SN).get(input.appId, input.user)?.last_sn as DeviceSn;
  statements
    .prepare(REGISTER)
    .run(
      input.appId,
      input.user,
      deviceSn,
      input.deviceGuid,
      input.platform,
      input.deviceInfo,
      input.sdkVersion,
      input.tokenId,
      input.tokenExpiresAtMs,
      input.nowMs,
      input.nowMs,
      input.node,
      FIRST_LOGIN,
    );
  statements.prepare(PLACE_CURSORS).run(input.user, deviceSn, input.backlog, input.user);
  // The numbers count up from 1: a user who was given no more of them has no more devices.
  if (deviceSn > input.devicesMax) forgetOldDevices(store, input, [deviceSn, ...input.online]);
  return { deviceSn, isNew: true, isReconnect: false, login: FIRST_LOGIN, movedFrom: undefined };
}

const FIRST_LOGIN = 1;

/** A number is given once, also when its device was forgotten. */
const NEXT_SN = `insert into device_counters (app_id, user_id, last_sn) values (?, ?, 1)
  on conflict (app_id, user_id) do update set last_sn = device_counters.last_sn + 1 returning last_sn`;

const REGISTER = `insert into devices (app_id, user_id, device_sn, device_guid, platform, device_info, sdk_version,
  token_id, token_expires_at, created_at, seen_at, online_node, login)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** A new device starts where its user has read to, a bounded number of metas back; later conversations start at 0. */
const PLACE_CURSORS = `insert into device_cursors (user_id, device_sn, conversation_id, mid)
  select ?, ?, m.conversation_id, max(m.read_mid, coalesce(
    (select mid from messages where conversation_id = m.conversation_id order by mid desc limit 1 offset ?), 0))
  from conversation_members m where m.user_id = ?`;

function forgetOldDevices(
  store: StoreContext,
  { appId, user, devicesMax, otherNodes }: ProvisionInput,
  kept: readonly DeviceSn[],
): void {
  for (const row of store.statements.prepare(LONG_UNSEEN).all(appId, user, devicesMax)) {
    const deviceSn = row.device_sn as DeviceSn;
    const isKept = kept.includes(deviceSn) || otherNodes.includes(row.online_node as number);
    if (!isKept) forgetDevice(store, { appId, user, deviceSn });
  }
}

const LONG_UNSEEN = `select device_sn, online_node from devices where app_id = ? and user_id = ?
  order by max(seen_at, coalesce(left_at, 0)) desc, device_sn desc limit -1 offset ?`;
