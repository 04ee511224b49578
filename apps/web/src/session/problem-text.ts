import type { TextKey } from '../i18n/en.ts';

/** The text that tells the user what an error of the cloud means to them. */
export function problemText(error: unknown): TextKey {
  return textOfCode[errorCode(error)] ?? 'problem.unexpected';
}

/** The code of an `ImError`, else `internal`. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'internal';
}

const textOfCode: Readonly<Record<string, TextKey>> = {
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
  serverNotReachable: 'problem.unreachable',
  rateLimited: 'problem.rateLimited',
};
