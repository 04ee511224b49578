import type { AppId, DeviceSn, OpenEnum, OsType, UserId } from '@warbler/protocol';
import { requireRoomToRevoke, revokeAllTokens, revokeTokens } from '../../accounts/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { DeviceSession } from '../device.ts';
import { devicesOn, type FoundDevice, requireDevice } from './find-device.ts';

/** Which of a user's devices: one; those of a platform but for the one with this token; all. */
export type KickTarget =
  | { readonly kind: 'device'; readonly deviceSn: DeviceSn }
  | { readonly kind: 'platform'; readonly platform: OpenEnum<OsType>; readonly exceptTokenId: string | undefined }
  | { readonly kind: 'all' };

/** Devices are to be signed out. */
export interface SignOutInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly target: KickTarget;
  /** The user's sessions; one may have another token than its row while a newer login of its device is under way. */
  readonly sessions: readonly Pick<DeviceSession, 'deviceSn' | 'tokenId' | 'tokenExpiresAtMs'>[];
  readonly nowMs: number;
  /** Tokens of one user that may be revoked one by one at a time. */
  readonly revokedMax: number;
}

/** What does not count any more. */
export interface SignedOut {
  /** Tokens that don't count any more; `all` of the user's. */
  readonly tokenIds: readonly string[] | 'all';
}

/**
 * The tokens that the devices logged in with stop counting, for whoever holds them, and nothing is pushed to the
 * devices any more. Signing out all devices ends every token of the user, those included that no device is known of.
 *
 * @throws ImError `notFound` for a device that the user does not have; `rateLimited` when too many tokens of the user
 *   are revoked already
 */
export function signOutDevices(store: StoreContext, input: SignOutInput): SignedOut {
  const { appId, user, target, nowMs, revokedMax } = input;
  if (target.kind === 'all') {
    revokeAllTokens(store, { appId, user });
    store.statements.prepare(SIGN_OUT).run(appId, user);
    return { tokenIds: 'all' };
  }
  const devices = targeted(store, input, target);
  const tokens = tokensOf(devices, input);
  const unexpired = tokens.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  requireRoomToRevoke(store, input, { count: unexpired.length, max: revokedMax });
  revokeTokens(store, input, unexpired);
  for (const { deviceSn } of devices) {
    store.statements.prepare(`${SIGN_OUT} and device_sn = ?`).run(appId, user, deviceSn);
  }
  for (const { tokenId } of tokens) {
    store.statements.prepare(`${SIGN_OUT} and token_id = ?`).run(appId, user, tokenId);
  }
  return { tokenIds: tokens.map(({ tokenId }) => tokenId) };
}

const SIGN_OUT = `update devices set token_id = '', token_expires_at = 0, device_token = '', notifier_name = ''
  where app_id = ? and user_id = ?`;

function targeted(
  store: StoreContext,
  { appId, user }: SignOutInput,
  target: Exclude<KickTarget, { kind: 'all' }>,
): readonly FoundDevice[] {
  if (target.kind === 'platform') {
    const { platform, exceptTokenId } = target;
    return devicesOn(store, { appId, user, platform }).filter(({ tokenId }) => tokenId !== exceptTokenId);
  }
  return [requireDevice(store, { appId, user, deviceSn: target.deviceSn })];
}

function tokensOf(devices: readonly FoundDevice[], { sessions, target }: SignOutInput) {
  const numbers = new Set(devices.map(({ deviceSn }) => deviceSn));
  const open = sessions.filter(({ deviceSn }) => numbers.has(deviceSn));
  const kept = target.kind === 'platform' ? target.exceptTokenId : undefined;
  const expiries = new Map([...devices, ...open].map((one) => [one.tokenId, one.tokenExpiresAtMs]));
  return [...expiries]
    .filter(([tokenId]) => tokenId !== '' && tokenId !== kept)
    .map(([tokenId, expiresAtMs]) => ({ tokenId, expiresAtMs }));
}

/** A user's tokens ended with a change of the password, but for the one that is kept. */
export interface SignOutOthersInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly keptTokenId: string | undefined;
}

/** Nothing is pushed any more to devices whose tokens ended. */
export function signOutOthers({ statements }: StoreContext, { appId, user, keptTokenId }: SignOutOthersInput): void {
  statements.prepare(`${SIGN_OUT} and token_id <> ?`).run(appId, user, keptTokenId ?? '');
}
