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

/** The same for a log-in, which must not tell whether it was the name or the password. */
export function logInProblemText(error: unknown): TextKey {
  const code = errorCode(error);
  const isWrong = code === 'userNotFound' || code === 'wrongPassword' || code === 'userDeleted';
  return isWrong ? 'problem.wrongCredentials' : problemText(error);
}

const textOfCode: Readonly<Partial<Record<ErrorName, TextKey>>> = {
  userNotFound: 'problem.userUnknown',
  userDeleted: 'problem.userUnknown',
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
  connectionClosed: 'problem.unreachable',
  timedOut: 'problem.unreachable',
  responseInvalid: 'problem.unreachable',
  storageUnavailable: 'problem.storage',
  rateLimited: 'problem.rateLimited',
  noPermission: 'problem.noPermission',
  unauthorized: 'problem.noPermission',
  memberRightNeeded: 'problem.noPermission',
  adminRightNeeded: 'problem.noPermission',
  ownerRightNeeded: 'problem.noPermission',
  groupNotFound: 'problem.groupUnknown',
  notGroupMember: 'problem.notMember',
  transferTargetNotMember: 'problem.notMember',
  ownerCannotLeave: 'problem.ownerCannotLeave',
  appGroupLimit: 'problem.groupLimit',
  createdGroupLimit: 'problem.groupLimit',
  joinedGroupLimit: 'problem.groupLimit',
  groupFull: 'problem.groupFull',
  groupApplicationHandled: 'problem.alreadyHandled',
  groupInvitationHandled: 'problem.alreadyHandled',
  friendApplicationExpired: 'problem.alreadyHandled',
  kickedTooOften: 'problem.kickedTooOften',
  alreadyGroupMember: 'problem.alreadyMember',
  inGroupBlocklist: 'problem.inGroupBlocklist',
  announcementsDisabled: 'problem.announcementsOff',
  announcementNotFound: 'problem.gone',
  messageNotFound: 'problem.gone',
  notFound: 'problem.gone',
  alreadyFriend: 'problem.alreadyFriend',
  friendApplicationRefused: 'problem.applicationsRefused',
  inBlocklist: 'problem.blocked',
  blockedByPeer: 'problem.blocked',
  notFriend: 'problem.notFriend',
  recallTooLate: 'problem.recallTooLate',
  recallDisabled: 'problem.recallOff',
  groupMemberBanned: 'problem.banned',
  wordCensored: 'problem.censored',
  textTooLong: 'problem.tooLong',
  frameTooLarge: 'problem.tooLong',
  invalidParameter: 'problem.invalid',
};
