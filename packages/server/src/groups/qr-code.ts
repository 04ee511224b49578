import { type GroupId, ImError, parseGroupId, parseUserId, type UserId } from '@warbler/protocol';
import { isSignedForApp, signForApp } from '../apps/index.ts';

/** What a group's QR code says. */
export interface GroupQrCode {
  readonly group: GroupId;
  /** By whose right the holder may come in. */
  readonly inviter: UserId;
  readonly expiresAtMs: number;
}

const PURPOSE = 'warbler group qr code';

/** Version, group, inviter and expiry, then the signature of all that. Needs no escaping in addresses. */
const FORM = /^(1\.([a-z0-9]{1,11})\.([a-z0-9]{1,11})\.([a-z0-9]{1,11}))\.([\w-]{43})$/;
const RADIX = 36;

/** Writes a code that only this app's server can have made. */
export function writeQrCode(appSecret: string, { group, inviter, expiresAtMs }: GroupQrCode): string {
  const said = ['1', ...[group, inviter, expiresAtMs].map((number) => number.toString(RADIX))].join('.');
  return `${said}.${signForApp({ appSecret, purpose: PURPOSE, said })}`;
}

/**
 * Reads a code. Whether its inviter still has the right is for the group to say.
 *
 * @throws ImError `groupQrCodeInvalid` for anything that {@link writeQrCode} did not write for this app,
 *   `groupQrCodeExpired`
 */
export function readQrCode(appSecret: string, text: string, nowMs: number): GroupQrCode {
  const [, said = '', group, inviter, expiry, signature = ''] = FORM.exec(text) ?? [];
  if (!isSignedForApp({ appSecret, purpose: PURPOSE, said }, signature)) throw new ImError('groupQrCodeInvalid');
  const expiresAtMs = numberOf(expiry);
  if (expiresAtMs <= nowMs) throw new ImError('groupQrCodeExpired');
  return { group: parseGroupId(numberOf(group)), inviter: parseUserId(numberOf(inviter)), expiresAtMs };
}

function numberOf(text: string | undefined): number {
  return Number.parseInt(text ?? '', RADIX);
}
