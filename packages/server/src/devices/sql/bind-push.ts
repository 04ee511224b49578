import type { StoreContext } from '../../storage/index.ts';
import type { DeviceKey } from '../device.ts';
import { type FoundDevice, findDevice, requireDevice } from './find-device.ts';

/** Characters of a device token, and of a notifier's name. */
export const PUSH_TEXT_MAX = 4096;

/** Where a device takes pushes. */
export interface PushTarget {
  /** The device's address at its vendor. */
  readonly deviceToken: string;
  /** The certificate to push with, as the console names it. */
  readonly notifierName: string;
}

/**
 * Pushes for the device go to this place from now on. A place belongs to the device that named it last: when somebody
 * else logs in on a phone, it gets their pushes only.
 *
 * @throws ImError `notFound` for a device that the user does not have
 */
export function bindPush(store: StoreContext, { deviceToken, notifierName, ...key }: DeviceKey & PushTarget): void {
  const { appId, user, deviceSn } = key;
  requireDevice(store, key);
  store.statements.prepare(FREE).run(appId, deviceToken, notifierName);
  store.statements.prepare(BIND).run(deviceToken, notifierName, appId, user, deviceSn);
}

const FREE = `update devices set device_token = '', notifier_name = ''
  where app_id = ? and device_token = ? and device_token <> '' and notifier_name = ?`;

const BIND = `update devices set device_token = ?, notifier_name = ?
  where app_id = ? and user_id = ? and device_sn = ?`;

/** The device wants no pushes any more. @returns the device; undefined when the user has none with this number */
export function unbindPush(store: StoreContext, key: DeviceKey): FoundDevice | undefined {
  store.statements.prepare(BIND).run('', '', key.appId, key.user, key.deviceSn);
  return findDevice(store, key);
}
