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
}

/** The device as the server knows it. */
export interface ProvisionedDevice {
  /** Counted from 1 per user, the same for a device guid every time. */
  readonly deviceSn: DeviceSn;
  readonly isNew: boolean;
  /** It goes on where a broken connection ended: nothing to tell the user's other devices. */
  readonly isReconnect: boolean;
}

/**
 * Finds the device's serial number, or registers the device and places its cursors.
 *
 * @throws ImError `invalidToken` for a user who was deleted while logging in
 */
export function provisionDevice(store: StoreContext, input: ProvisionInput): ProvisionedDevice {
  if (store.statements.prepare(DELETED).get(input.appId, input.user) !== undefined) throw new ImError('invalidToken');
  const device = findAgain(store, input) ?? register(store, input);
  const { appId, user, push } = input;
  if (push !== undefined) bindPush(store, { appId, user, deviceSn: device.deviceSn, ...push });
  return device;
}

const DELETED = "select 1 from users where app_id = ? and user_id = ? and status = 'deleted'";

function findAgain({ statements }: StoreContext, input: ProvisionInput): ProvisionedDevice | undefined {
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
      input.appId,
      input.user,
      deviceSn,
    );
  const wasAway = known.left_at !== null && input.nowMs - (known.left_at as number) >= input.quietMs;
  return { deviceSn, isNew: false, isReconnect: known.token_id === input.tokenId && !wasAway };
}

const KNOWN = `select device_sn, token_id, left_at from devices
  where app_id = ? and user_id = ? and device_guid = ?`;

const SEEN = `update devices set seen_at = ?, left_at = null, platform = ?, device_info = ?, sdk_version = ?, token_id = ?,
  token_expires_at = ? where app_id = ? and user_id = ? and device_sn = ?`;

function register(store: StoreContext, input: ProvisionInput): ProvisionedDevice {
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
    );
  statements.prepare(PLACE_CURSORS).run(input.user, deviceSn, input.backlog, input.user);
  forgetOldDevices(store, input, [deviceSn, ...input.online]);
  return { deviceSn, isNew: true, isReconnect: false };
}

/** A number is given once, also when its device was forgotten. */
const NEXT_SN = `insert into device_counters (app_id, user_id, last_sn) values (?, ?, 1)
  on conflict (app_id, user_id) do update set last_sn = device_counters.last_sn + 1 returning last_sn`;

const REGISTER = `insert into devices (app_id, user_id, device_sn, device_guid, platform, device_info, sdk_version,
  token_id, token_expires_at, created_at, seen_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** A new device starts where its user has read to, a bounded number of metas back; later conversations start at 0. */
const PLACE_CURSORS = `insert into device_cursors (user_id, device_sn, conversation_id, mid)
  select ?, ?, m.conversation_id, max(m.read_mid, coalesce(
    (select mid from messages where conversation_id = m.conversation_id order by mid desc limit 1 offset ?), 0))
  from conversation_members m where m.user_id = ?`;

function forgetOldDevices(
  store: StoreContext,
  { appId, user, devicesMax }: ProvisionInput,
  kept: readonly DeviceSn[],
): void {
  for (const row of store.statements.prepare(LONG_UNSEEN).all(appId, user, devicesMax)) {
    const deviceSn = row.device_sn as DeviceSn;
    if (!kept.includes(deviceSn)) forgetDevice(store, { appId, user, deviceSn });
  }
}

const LONG_UNSEEN = `select device_sn from devices where app_id = ? and user_id = ?
  order by max(seen_at, coalesce(left_at, 0)) desc, device_sn desc limit -1 offset ?`;
