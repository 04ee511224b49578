import type { AppId, DeviceSn, OpenEnum, OsType, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** A device logs in on the socket. */
export interface ProvisionInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly deviceGuid: string;
  readonly platform: OpenEnum<OsType>;
  readonly deviceInfo: string;
  readonly sdkVersion: string;
  readonly nowMs: number;
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
}

/** Finds the device's serial number, or registers the device and places its cursors. */
export function provisionDevice(store: StoreContext, input: ProvisionInput): ProvisionedDevice {
  const { statements } = store;
  const known = statements
    .prepare('select device_sn from devices where app_id = ? and user_id = ? and device_guid = ?')
    .get(input.appId, input.user, input.deviceGuid);
  if (known !== undefined) {
    const deviceSn = known.device_sn as DeviceSn;
    statements
      .prepare(SEEN)
      .run(input.nowMs, input.platform, input.deviceInfo, input.sdkVersion, input.appId, input.user, deviceSn);
    return { deviceSn, isNew: false };
  }
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
      input.nowMs,
      input.nowMs,
    );
  statements.prepare(PLACE_CURSORS).run(input.user, deviceSn, input.backlog, input.user);
  forgetOldDevices(store, input, [deviceSn, ...input.online]);
  return { deviceSn, isNew: true };
}

/** A number is given once, also when its device was forgotten. */
const NEXT_SN = `insert into device_counters (app_id, user_id, last_sn) values (?, ?, 1)
  on conflict (app_id, user_id) do update set last_sn = last_sn + 1 returning last_sn`;

const SEEN = `update devices set seen_at = ?, platform = ?, device_info = ?, sdk_version = ?
  where app_id = ? and user_id = ? and device_sn = ?`;

const REGISTER = `insert into devices (app_id, user_id, device_sn, device_guid, platform, device_info, sdk_version,
  created_at, seen_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** A new device starts where its user has read to, a bounded number of metas back; later conversations start at 0. */
const PLACE_CURSORS = `insert into device_cursors (user_id, device_sn, conversation_id, mid)
  select ?, ?, m.conversation_id, max(m.read_mid, coalesce(
    (select mid from messages where conversation_id = m.conversation_id order by mid desc limit 1 offset ?), 0))
  from conversation_members m where m.user_id = ?`;

function forgetOldDevices(
  { statements }: StoreContext,
  { appId, user, devicesMax }: ProvisionInput,
  kept: readonly DeviceSn[],
): void {
  for (const row of statements.prepare(LONG_UNSEEN).all(appId, user, devicesMax)) {
    const deviceSn = row.device_sn as DeviceSn;
    if (kept.includes(deviceSn)) continue;
    statements
      .prepare('delete from devices where app_id = ? and user_id = ? and device_sn = ?')
      .run(appId, user, deviceSn);
    statements.prepare('delete from device_cursors where user_id = ? and device_sn = ?').run(user, deviceSn);
  }
}

const LONG_UNSEEN = `select device_sn from devices where app_id = ? and user_id = ?
  order by seen_at desc, device_sn desc limit -1 offset ?`;
