export { createDeviceStore, type DeviceStore } from './device-store.ts';
export { type Device, listDevices } from './list-devices.ts';
export type { ProvisionedDevice, ProvisionInput } from './sql/provision-device.ts';
