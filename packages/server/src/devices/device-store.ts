import type { ProcedureCaller } from '../storage/index.ts';
import type { deviceProcedures } from './procedures.ts';
import type { ProvisionedDevice, ProvisionInput } from './sql/provision-device.ts';

/** The devices of users. Every implementation passes the device contract suite. */
export interface DeviceStore {
  /** The device's serial number; a new device is registered and starts at its user's read positions. */
  provision(input: ProvisionInput): Promise<ProvisionedDevice>;
}

/** Devices on the storage thread. */
export function createDeviceStore(storage: ProcedureCaller<typeof deviceProcedures>): DeviceStore {
  return { provision: (input) => storage.call('devices.provision', input) };
}
