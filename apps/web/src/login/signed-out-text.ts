import type { TextKey } from '../i18n/en.ts';
import type { SignedOutReason } from '../session/index.ts';

/** The text that tells why the cloud ended a session. */
export function signedOutText(reason: SignedOutReason): TextKey {
  switch (reason) {
    case 'sameDevice':
    case 'kicked':
    case 'deviceRemoved':
    case 'tooManyDevices':
      return 'signedOut.kicked';
    case 'passwordChanged':
      return 'signedOut.passwordChanged';
    case 'userFrozen':
    case 'userRemoved':
      return 'problem.userFrozen';
    case 'appFrozen':
    case 'licenseInvalid':
      return 'problem.appUnavailable';
    case 'logout':
    case 'tokenExpired':
      return 'signedOut.expired';
    default:
      return reason satisfies never;
  }
}
