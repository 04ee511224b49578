import type { ImError } from '@warbler/protocol';
import type { SignedOutReason } from '../connection/connection-state.ts';

/** Why a session ends whose password the server does not take any more. */
export function reasonOf({ code }: ImError): SignedOutReason {
  switch (code) {
    case 'wrongPassword':
      return 'passwordChanged';
    case 'userNotFound':
    case 'userDeleted':
      return 'userRemoved';
    case 'userFrozen':
    case 'appFrozen':
      return code;
    default:
      return 'tokenExpired';
  }
}
