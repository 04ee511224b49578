import { type ErrorName, ImError } from '@warbler/protocol';
import type { TextKey } from '../i18n/en.ts';

/** The text that tells the user what an error of the cloud means to them. */
export function problemText(error: unknown): TextKey {
  return textOfCode[errorCode(error)] ?? 'problem.unexpected';
}

/** The code of an `ImError`; `internal` for anything else. */
export function errorCode(error: unknown): ErrorName {
  return ImError.from(error).code;
}

const textOfCode: Readonly<Partial<Record<ErrorName, TextKey>>> = {
  userNotFound: 'problem.wrongCredentials',
  wrongPassword: 'problem.wrongCredentials',
  userDeleted: 'problem.wrongCredentials',
  userExists: 'problem.userNameTaken',
  userNameTaken: 'problem.userNameTaken',
  tooManyFailures: 'problem.tooManyFailures',
  userFrozen: 'problem.userFrozen',
  userBanned: 'problem.userFrozen',
  appNotFound: 'problem.appUnknown',
  dnsAppInvalid: 'problem.appUnknown',
  appStatusAbnormal: 'problem.appUnavailable',
  appFrozen: 'problem.appUnavailable',
  registrationClosed: 'problem.registrationClosed',
  appUserLimit: 'problem.userLimit',
  serverUnreachable: 'problem.unreachable',
  timedOut: 'problem.unreachable',
  responseInvalid: 'problem.unreachable',
  storageUnavailable: 'problem.storage',
  rateLimited: 'problem.rateLimited',
};
