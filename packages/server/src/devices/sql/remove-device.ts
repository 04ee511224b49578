import type { StoreContext } from '../../storage/index.ts';
import type { DeviceFacts, DeviceKey } from '../device.ts';
import { requireDevice } from './find-device.ts';
import { type SignedOut, type SignOutInput, signOutDevices } from './sign-out-devices.ts';

/** A device is to be forgotten. */
export type RemoveInput = Omit<SignOutInput, 'target'> & DeviceKey;

/** The device that was, and what does not count any more. */
export interface RemovedDevice extends SignedOut {
  readonly device: DeviceFacts;
}

/**
 * Signs a device out and forgets it: when it logs in again it is a new one.
 *
 * @throws ImError as {@link signOutDevices}
 */
export function removeDevice(store: StoreContext, { deviceSn, ...input }: RemoveInput): RemovedDevice {
  const key = { appId: input.appId, user: input.user, deviceSn };
  const device = requireDevice(store, key);
  const signedOut = signOutDevices(store, { ...input, target: { kind: 'device', deviceSn } });
  forgetDevice(store, key);
  return { ...signedOut, device };
}

/** Nothing is left of the device but that its number is not given again. */
export function forgetDevice({ statements }: StoreContext, { appId, user, deviceSn }: DeviceKey): void {
  statements
    .prepare('delete from devices where app_id = ? and user_id = ? and device_sn = ?')
    .run(appId, user, deviceSn);
  for (const table of ['device_cursors', 'hidden_conversations']) {
    statements.prepare(`delete from ${table} where user_id = ? and device_sn = ?`).run(user, deviceSn);
  }
}
