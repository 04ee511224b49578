import type { DeviceSn } from '@warbler/protocol';

/** What a device runs on. */
export type DevicePlatform = 'ios' | 'android' | 'windows' | 'mac' | 'linux' | 'web' | 'unknown';

/** A device on which the user is or was signed in. */
export interface Device {
  /** Its number among the user's devices. */
  readonly deviceSn: DeviceSn;
  /** What it runs on. */
  readonly platform: DevicePlatform;
  /** What the device says of itself. */
  readonly description: string;
  /** Whether this client runs on it. */
  readonly isThis: boolean;
}

/** The user's devices. Calls reject with `ImError`. */
export interface DevicesApi {
  /** Every device on which the user is or was signed in. */
  list(): Promise<readonly Device[]>;
  /** Signs the user out on a device. */
  kick(deviceSn: DeviceSn): Promise<void>;
  /** Signs the user out everywhere but here. */
  kickAllOthers(): Promise<void>;
}
