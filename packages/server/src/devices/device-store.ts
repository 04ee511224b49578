import type { ProcedureCaller } from '../storage/index.ts';
import type { DeviceKey } from './device.ts';
import type { deviceProcedures } from './procedures.ts';
import type { PushTarget } from './sql/bind-push.ts';
import type { EraseInput } from './sql/erase-devices.ts';
import type { FoundDevice } from './sql/find-device.ts';
import type { ProvisionedDevice, ProvisionInput } from './sql/provision-device.ts';
import type { RemovedDevice, RemoveInput } from './sql/remove-device.ts';
import type { Departure } from './sql/save-departures.ts';
import type { SignedOut, SignOutInput, SignOutOthersInput } from './sql/sign-out-devices.ts';

/** The devices of users. Every implementation passes the device contract suite. */
export interface DeviceStore {
  /** The device's serial number; a new device is registered and starts at its user's read positions. */
  provision(input: ProvisionInput): Promise<ProvisionedDevice>;
  /** Keeps when devices left. */
  saveDepartures(departures: readonly Departure[]): Promise<void>;
  /** Nobody is online at a node that has just started. */
  clearNode(node: number): Promise<void>;
  /** Tokens of devices stop counting. @throws ImError `notFound`, `rateLimited` */
  signOut(input: SignOutInput): Promise<SignedOut>;
  /** Devices whose token is not the one that still counts get no pushes any more. */
  signOutOthers(input: SignOutOthersInput): Promise<void>;
  /** A device is signed out and forgotten. @throws ImError `notFound`, `rateLimited` */
  remove(input: RemoveInput): Promise<RemovedDevice>;
  /** Where the device's pushes go. @throws ImError `notFound` */
  bindPush(input: DeviceKey & PushTarget): Promise<void>;
  /** The device takes no pushes any more; undefined when the user has no such device. */
  unbindPush(input: DeviceKey): Promise<FoundDevice | undefined>;
  /** Forgets a device of a deleted user. @returns whether one was left */
  erase(input: EraseInput): Promise<boolean>;
}

/** Devices on the storage thread. */
export function createDeviceStore(storage: ProcedureCaller<typeof deviceProcedures>): DeviceStore {
  return {
    provision: (input) => storage.call('devices.provision', input),
    saveDepartures: (departures) => storage.call('devices.saveDepartures', departures),
    clearNode: (node) => storage.call('devices.clearNode', { node }),
    signOut: (input) => storage.call('devices.signOut', input),
    signOutOthers: (input) => storage.call('devices.signOutOthers', input),
    remove: (input) => storage.call('devices.remove', input),
    bindPush: (input) => storage.call('devices.bindPush', input),
    unbindPush: (input) => storage.call('devices.unbindPush', input),
    erase: (input) => storage.call('devices.erase', input),
  };
}
