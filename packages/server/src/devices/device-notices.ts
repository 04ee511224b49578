import { UserNoticeType } from '@warbler/protocol';
import type { DeviceFacts } from './device.ts';

/** Something about a user's devices that the others are told (XSYNC.md, Session). */
export interface DeviceNotice {
  readonly type: UserNoticeType;
  /** JSON. */
  readonly content: string;
}

/** Why a device is logged in no more. */
export type LogoutReason = 'kicked' | 'removed' | 'password_changed' | 'signed_out';

/** A device logged in; for the first time, when it is new. */
export function loginNotice(
  device: DeviceFacts,
  login: { readonly isNew: boolean; readonly nowMs: number },
): DeviceNotice {
  const type = login.isNew ? UserNoticeType.DEVICE_ADDED : UserNoticeType.DEVICE_LOGIN;
  return { type, content: JSON.stringify({ ...describe(device), login_time: login.nowMs }) };
}

/**
 * A device is logged in no more. Also of one that was removed: a deployed web client that is told DEVICE_REMOVED
 * takes it for its own and logs out (sdk-web.md §10.3).
 */
export function logoutNotice(device: DeviceFacts, reason: LogoutReason): DeviceNotice {
  return { type: UserNoticeType.DEVICE_LOGOUT, content: JSON.stringify({ ...describe(device), reason }) };
}

function describe({ deviceSn, platform, deviceInfo }: DeviceFacts) {
  return { device_sn: deviceSn, platform, user_agent: deviceInfo };
}
