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
  /** Devices remembered per user; the ones unseen the longest are forgotten. */
  readonly devicesMax: number;
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
  const last = statements
    .prepare('select max(device_sn) as sn from devices where app_id = ? and user_id = ?')
    .get(input.appId, input.user);
  const deviceSn = (Number(last?.sn ?? 0) + 1) as DeviceSn;
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
  forgetOldDevices(store, input);
  return { deviceSn, isNew: true };
}

const SEEN = `update devices set seen_at = ?, platform = ?, device_info = ?, sdk_version = ?
  where app_id = ? and user_id = ? and device_sn = ?`;

const REGISTER = `insert into devices (app_id, user_id, device_sn, device_guid, platform, device_info, sdk_version,
  created_at, seen_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** A new device starts where its user has read to, a bounded number of metas back; later conversations start at 0. */
const PLACE_CURSORS = `insert into device_cursors (user_id, device_sn, conversation_id, mid)
  select ?, ?, m.conversation_id, max(m.read_mid, coalesce(
    (select mid from messages where conversation_id = m.conversation_id order by mid desc limit 1 offset ?), 0))
  from conversation_members m where m.user_id = ?`;

function forgetOldDevices({ statements }: StoreContext, { appId, user, devicesMax }: ProvisionInput): void {
  const old = statements.prepare(OLDEST).all(appId, user, devicesMax);
  for (const { device_sn: deviceSn } of old) {
    statements
      .prepare('delete from devices where app_id = ? and user_id = ? and device_sn = ?')
      .run(appId, user, deviceSn as number);
    statements.prepare('delete from device_cursors where user_id = ? and device_sn = ?').run(user, deviceSn as number);
  }
}

/** All but the most recently seen ones; the newest serial number stays, so that numbers are not given twice. */
const OLDEST = `select device_sn from devices where app_id = ? and user_id = ? order by seen_at desc, device_sn desc
  limit -1 offset ?`;
