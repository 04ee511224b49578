import { type AppId, type DeviceSn, type UserId, UserNoticeType } from '@warbler/protocol';
import type { DeviceSession } from './device.ts';
import type { LogoutReason } from './device-notices.ts';

/** Sessions of a user that end for good, wherever they are. */
export interface Revocation {
  readonly appId: AppId;
  readonly user: UserId;
  /** Those with these tokens; absent: all. */
  readonly only?: readonly string[];
  /** But not the one with this token. */
  readonly except?: string;
  /** What the devices are told. */
  readonly why: UserNoticeType;
  /** What the user's other devices are told of each; absent: nothing. */
  readonly logout?: LogoutReason;
  /** This device is removed: it is told that, and the others of it once, whether it is online or not. */
  readonly removedSn?: DeviceSn;
}

/** What a session is told as it ends; undefined for one that goes on. */
export function noticeFor(
  { only, except, why, removedSn }: Revocation,
  { tokenId, deviceSn }: DeviceSession,
): UserNoticeType | undefined {
  if (tokenId === except || (only !== undefined && !only.includes(tokenId))) return undefined;
  return deviceSn === removedSn ? UserNoticeType.DEVICE_REMOVED : why;
}
