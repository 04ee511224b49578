import { type Status, StatusCode } from '@warbler/protocol';
import type { SignedOutReason } from './connection-state.ts';

/** What a refusal of the session asks of the client. */
export type SessionRefusal =
  | { readonly kind: 'signOut'; readonly reason: SignedOutReason }
  /** The server lost the session of this socket: introduce yourself again. */
  | { readonly kind: 'provisionAgain' }
  /** Not about the session. */
  | { readonly kind: 'other' };

/** The exact text that asks for a new PROVISION (XSYNC.md, Session). */
const loginFirst = 'you must login first';

/** Reads what a status that is not OK means for the session. */
export function readRefusal({ code, reason }: Status): SessionRefusal {
  if (code === StatusCode.UNAUTHORIZED && reason === loginFirst) return { kind: 'provisionAgain' };
  const signedOut = reasonOf(code);
  return signedOut ? { kind: 'signOut', reason: signedOut } : { kind: 'other' };
}

function reasonOf(code: Status['code']): SignedOutReason | undefined {
  switch (code) {
    case StatusCode.INVALID_TOKEN:
      return 'tokenExpired';
    case StatusCode.USER_FROZEN:
      return 'userFrozen';
    case StatusCode.APP_FROZEN:
      return 'appFrozen';
    case StatusCode.TOO_MANY_DEVICES:
      return 'tooManyDevices';
    case StatusCode.DEVICE_GUID_CONFLICT:
      return 'sameDevice';
    case StatusCode.INVALID_LICENSE:
    case StatusCode.LICENSE_LIMIT:
      return 'licenseInvalid';
    default:
      return undefined;
  }
}
