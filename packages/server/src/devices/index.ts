export type { DeviceSession } from './device.ts';
export type { DeviceNotice } from './device-notices.ts';
export { createDeviceStore, type DeviceStore } from './device-store.ts';
export {
  createDevices,
  type DeviceLogin,
  type DeviceNodes,
  type DeviceSessions,
  type Devices,
  noOtherNodes,
  type UnboundDevice,
} from './devices.ts';
export type { Device } from './list-devices.ts';
export type { Revocation } from './revocation.ts';
export { PUSH_TEXT_MAX, type PushTarget } from './sql/bind-push.ts';
export type { KickTarget } from './sql/sign-out-devices.ts';
