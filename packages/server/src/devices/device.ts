import type { AppId, DeviceSn, OpenEnum, OsType, UserId } from '@warbler/protocol';

/** What others are told of a device. */
export interface DeviceFacts {
  readonly deviceSn: DeviceSn;
  readonly platform: OpenEnum<OsType>;
  /** What the device says of itself, free text. */
  readonly deviceInfo: string;
}

/** One device of a user, for procedures. */
export interface DeviceKey {
  readonly appId: AppId;
  readonly user: UserId;
  readonly deviceSn: DeviceSn;
}

/** A session that is open now, as devices see it. */
export interface DeviceSession extends DeviceFacts {
  readonly user: UserId;
  /** Which of the user's tokens it logged in with. */
  readonly tokenId: string;
  readonly tokenExpiresAtMs: number;
  /** Which of the device's logins it is, from 1. */
  readonly login: number;
}
