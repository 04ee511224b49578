import {
  FAIL,
  INVALID_LICENSE,
  INVALID_PARAMETER,
  INVALID_TOKEN,
  LICENSE_LIMIT,
  UNAUTHORIZED,
} from './wire/generated/enums/status-code.ts';
import { StatusCode } from './wire/generated/enums.ts';

/** One row of the closed table of errors. */
export interface ErrorEntry {
  /**
   * The native SDKs' number for this condition, so that apps which switch on it keep working; 1 (GeneralError) where
   * they have none. Several rows may share one: natives tell fewer conditions apart. Source: sdk-native.md §12.
   */
  readonly number: number;
  /** The `code` of a REST answer (rest-api.md §2). Rows without a code of their own borrow the nearest. */
  readonly rest: number;
  /** The status of a socket answer (xsync.proto, Status.ErrorCode); FAIL where it has none of its own. */
  readonly status: StatusCode;
  /** Whether the same request, sent again later and unchanged, may succeed. */
  readonly isRetryable: boolean;
  /** A short English text for people: no ids, no secrets, not for parsing (except `notLoggedIn`). Unique. */
  readonly message: string;
}

/**
 * Every error that the cloud and its SDKs tell apart, by name. Closed: a new condition is a new row here. The first
 * row with a REST code is the meaning of that code for a client (`errorNameOfRestCode`); later rows with the same
 * code borrow it. Sources: rest-api.md §2, xsync.proto Status.ErrorCode, sdk-native.md §12 and §12.1.
 */
export const ErrorCode = {
  // Tokens and calls.
  invalidToken: final(307, 402, INVALID_TOKEN, 'the token is invalid or has expired'),
  unknownCall: final(1, 404, FAIL, 'this server does not know the call'),

  // Users and roster, 1xxxx.
  userNotFound: final(104, 10000, FAIL, 'the user does not exist'),
  wrongVerificationCode: final(300, 10001, FAIL, 'the verification code is wrong'),
  invalidParameter: final(301, 10002, INVALID_PARAMETER, 'a request parameter is invalid'),
  missingToken: final(303, 10003, INVALID_TOKEN, 'the access-token header is missing'),
  userExists: final(105, 10004, FAIL, 'the user already exists'),
  alreadyFriend: final(304, 10005, FAIL, 'the user is already in the roster'),
  inBlocklist: final(305, 10006, UNAUTHORIZED, 'the user is in the block list'),
  friendApplicationExpired: final(306, 10007, FAIL, 'the friend application is unknown or has expired'),
  malformedToken: final(307, 10008, INVALID_TOKEN, 'the access-token header is malformed'),
  objectStorageFailed: retryable(724, 10009, FAIL, 'the object storage failed'),
  noPermission: final(103, 10010, UNAUTHORIZED, 'permission is missing'),
  userAlreadyBound: final(105, 10011, FAIL, 'the user id is already bound'),
  friendApplicationRefused: final(502, 10012, FAIL, 'the user refuses friend applications'),
  userDeleted: final(108, 10021, FAIL, 'the user was deleted'),
  tooManyFailures: retryable(729, 10028, StatusCode.RATE_LIMIT_EXCEEDED, 'too many failures, try again later'),
  wrongPassword: final(102, 11001, FAIL, 'the password is wrong'),
  userNameTaken: final(105, 11011, FAIL, 'the user name is taken'),
  mobileAlreadyBound: final(105, 11012, FAIL, 'the mobile number is bound to another account'),
  wrongCaptcha: final(300, 11014, FAIL, 'the picture captcha is wrong'),
  qrCodeNotScanned: retryable(1, 11022, FAIL, 'the QR code has not been scanned yet'),
  mobileVerificationLimit: final(1, 11031, FAIL, 'the mobile number verifies too many users'),

  // Push, 12xxx.
  xiaomiPictureFailed: retryable(1, 12001, FAIL, 'uploading the picture to Xiaomi failed'),
  pushPictureTooLarge: final(1, 12002, FAIL, 'a push picture must be under 1 MB'),
  oppoPictureFailed: retryable(1, 12003, FAIL, 'uploading the picture to OPPO failed'),
  pushPictureUnreachable: retryable(1, 12004, FAIL, 'the url of the push picture cannot be fetched'),
  pushAudienceTooLarge: final(1, 12005, FAIL, 'the push audience lists more than 500'),
  pushNotEnabled: final(740, 12006, FAIL, 'push is not enabled'),

  // Groups, 2xxxx. 20000 is the guide's code for any failure of the server's own storage.
  internal: retryable(701, 20000, FAIL, 'the server failed'),
  groupNotFound: final(601, 20001, FAIL, 'the group does not exist'),
  notGroupMember: final(602, 20002, UNAUTHORIZED, 'the user is not a member of the group'),
  invalidPushMode: final(603, 20003, INVALID_PARAMETER, 'the push mode is not allowed'),
  ownerCannotLeave: final(604, 20004, FAIL, 'the owner cannot leave the group'),
  transferTargetNotMember: final(605, 20005, FAIL, 'the new owner is not a member of the group'),
  groupInRepair: retryable(606, 20006, FAIL, 'the group is in repair mode'),
  appGroupLimit: final(607, 20007, FAIL, 'the app has too many groups'),
  createdGroupLimit: final(608, 20008, FAIL, 'the user has created too many groups'),
  joinedGroupLimit: final(609, 20009, FAIL, 'the user has joined too many groups'),
  groupFull: final(610, 20010, FAIL, 'the group is full'),
  memberRightNeeded: final(611, 20011, UNAUTHORIZED, 'only members of the group may do this'),
  adminRightNeeded: final(612, 20012, UNAUTHORIZED, 'only admins of the group may do this'),
  ownerRightNeeded: final(613, 20013, UNAUTHORIZED, 'only the owner of the group may do this'),
  groupApplicationHandled: final(614, 20014, FAIL, 'the application has expired or was handled'),
  groupInvitationHandled: final(615, 20015, FAIL, 'the invitation has expired or was handled'),
  kickedTooOften: final(616, 20016, UNAUTHORIZED, 'the user was kicked too often to join again'),
  alreadyGroupMember: final(617, 20017, FAIL, 'the user is already a member of the group'),
  inGroupBlocklist: final(618, 20018, UNAUTHORIZED, 'the user is in the block list of the group'),
  announcementNotFound: final(619, 20020, FAIL, 'the announcement does not exist'),
  announcementsDisabled: final(620, 20021, UNAUTHORIZED, 'an admin disabled announcements'),
  sharedFileNotFound: final(621, 20022, FAIL, 'the shared file does not exist'),
  sharedFileNotAllowed: final(622, 20023, UNAUTHORIZED, 'the shared file may not be changed by this user'),
  groupQrCodeInvalid: final(1, 20024, FAIL, 'the QR code of the group is invalid'),
  groupQrCodeExpired: final(1, 20025, FAIL, 'the QR code of the group has expired'),

  // License, 3xxxx, and app, 4xxxx and 9999x.
  licenseInvalid: final(734, 30021, INVALID_LICENSE, 'the license is invalid'),
  licenseExpired: final(735, 30022, INVALID_LICENSE, 'the license has expired'),
  licenseLimitExceeded: final(736, 30023, LICENSE_LIMIT, 'the limit of the license is exceeded'),
  appNotFound: final(737, 40000, INVALID_PARAMETER, 'the app does not exist'),
  registrationClosed: final(730, 40001, FAIL, 'open registration is off'),
  appUserLimit: final(727, 40002, FAIL, 'the app has too many users'),
  appStatusAbnormal: final(743, 40003, StatusCode.APP_FROZEN, 'the app is not in normal state'),
  dnsAppUnknown: final(714, 99997, INVALID_PARAMETER, 'the address lookup does not know the app'),
  dnsAppInvalid: final(714, 99998, INVALID_PARAMETER, 'the app id is invalid for the address lookup'),

  // Conditions that only a socket status tells apart (xsync.proto, Status.ErrorCode).
  unknown: retryable(701, 20000, StatusCode.UNKNOWN, 'the server gave no status'),
  failed: final(1, 10002, FAIL, 'the request failed'),
  unknownCommand: final(1, 404, StatusCode.UNKNOWN_COMMAND, 'the command of the frame is unknown'),
  parseFailed: final(400, 10002, StatusCode.PB_PARSER_ERROR, 'the bytes cannot be parsed'),
  decryptFailed: final(703, 10002, StatusCode.DECRYPT_FAILURE, 'the payload cannot be decrypted'),
  publicKeyChanged: retryable(706, 10002, StatusCode.PUBLIC_KEY_CHANGED, 'the public key of the server has changed'),
  unauthorized: final(103, 10010, UNAUTHORIZED, 'this is not allowed'),
  userFrozen: final(106, 10010, StatusCode.USER_FROZEN, 'the user is frozen'),
  userBanned: final(107, 10010, StatusCode.USER_BANNED, 'the user may not send'),
  wordCensored: final(403, 10002, StatusCode.WORD_CENSORED, 'the content is not allowed'),
  tooManyDevices: final(109, 10010, StatusCode.TOO_MANY_DEVICES, 'the user has too many devices'),
  encryptUnsupported: final(704, 10002, StatusCode.ENCRYPT_METHOD_UNSUPPORTED, 'the encryption is not supported'),
  deviceGuidConflict: final(111, 10002, StatusCode.DEVICE_GUID_CONFLICT, 'the device guid belongs to another device'),
  checkSumFailed: retryable(400, 10002, StatusCode.CHECK_SUM_FAILURE, 'the check sum is wrong'),
  appFrozen: final(728, 40003, StatusCode.APP_FROZEN, 'the app is frozen'),
  rateLimited: retryable(406, 10028, StatusCode.RATE_LIMIT_EXCEEDED, 'too many requests, slow down'),

  // Ours: conditions that deserve their own name and borrow code and status. Clients match the text of notLoggedIn
  // (XSYNC.md, Session).
  notLoggedIn: final(100, 402, UNAUTHORIZED, 'you must login first'),
  alreadyLoggedIn: final(101, 10010, FAIL, 'another user is logged in'),
  invalidUserName: final(302, 10002, INVALID_PARAMETER, 'the user name is invalid'),
  frameTooLarge: final(405, 10002, INVALID_PARAMETER, 'the frame is too large'),
  textTooLong: final(405, 10002, INVALID_PARAMETER, 'the text is too long'),
  notSupported: final(404, 404, FAIL, 'this is not supported'),
  notConfigured: final(1, 404, FAIL, 'this server is not set up for this'),
  serviceFailed: retryable(1, 20000, FAIL, 'a service outside this server failed'),
  linkLimit: final(1, 10010, FAIL, 'the user has too many links'),
  notFound: final(3, 10002, FAIL, 'it does not exist'),
  sharedFileLimit: final(622, 20023, FAIL, 'the group has too many shared files'),
  messageNotFound: final(3, 10002, FAIL, 'the message does not exist'),
  fileNotFound: final(742, 10002, FAIL, 'the file does not exist'),
  fileSignInvalid: final(308, 10002, INVALID_PARAMETER, 'the sign of the file is not valid'),
  fileKindInvalid: final(309, 10002, INVALID_PARAMETER, 'the kind of the file is not known'),
  fileReceiverInvalid: final(310, 10002, INVALID_PARAMETER, 'files of this kind do not go to this receiver'),
  uploadUrlInvalid: final(733, 10002, INVALID_PARAMETER, 'the upload address is not valid'),
  uploadUrlExpired: final(733, 10002, FAIL, 'the upload address has expired'),
  uploadUrlUsed: final(733, 10002, FAIL, 'the upload address was used already'),
  downloadUrlInvalid: final(311, 10002, INVALID_PARAMETER, 'the download address is not valid or has expired'),
  fileTooLarge: final(724, 10002, FAIL, 'the file is too large'),
  fileContentInvalid: final(724, 10002, FAIL, 'the content of the file is not of the kind that was announced'),
  uploadIncomplete: retryable(724, 10002, FAIL, 'the upload is not complete'),
  uploadLimit: retryable(724, 10028, StatusCode.RATE_LIMIT_EXCEEDED, 'the user uploads too much, try again later'),
  mediaUnreadable: final(742, 10002, FAIL, 'the file cannot be converted'),
  appExists: final(1, 10002, INVALID_PARAMETER, 'there is an app with this id already'),
  appLimit: final(1, 10002, INVALID_PARAMETER, 'this server has too many apps'),
  adminTokenLimit: final(1, 10002, INVALID_PARAMETER, 'the app has too many admin tokens'),
  consoleAdminLimit: final(1, 10002, INVALID_PARAMETER, 'the console has too many administrators'),
  lastConsoleAdmin: final(103, 10010, FAIL, 'the last administrator of the console stays'),
  pushCertificateLimit: final(1, 10002, INVALID_PARAMETER, 'the app has too many push certificates'),
  tooManyPinned: final(1, 10002, INVALID_PARAMETER, 'too many conversations are pinned'),
  recallTooLate: final(401, 10010, FAIL, 'the message is too old to be recalled'),
  recallDisabled: final(402, 10010, FAIL, 'recalling messages is off'),
  notFriend: final(500, 10010, UNAUTHORIZED, 'the users are not friends'),
  wrongAuthAnswer: final(306, 10007, FAIL, 'the answer to the question of the user is wrong'),
  friendLimit: final(1, 10010, FAIL, 'one of the users has too many friends'),
  blockLimit: final(1, 10010, FAIL, 'the user blocks too many others'),
  blockedByPeer: final(501, 10010, UNAUTHORIZED, 'the receiver does not accept messages from this user'),
  groupMemberBanned: final(623, 10010, StatusCode.USER_BANNED, 'the member may not speak in the group'),
  emailAlreadyBound: final(105, 10011, FAIL, 'the e-mail address is bound to another account'),
  pushTokenInvalid: final(200, 10002, INVALID_PARAMETER, 'the push token belongs to another user'),
  pushAliasTaken: final(201, 10011, FAIL, 'the push alias belongs to another user'),
  pushAliasMismatch: final(202, 10002, INVALID_PARAMETER, 'the push token is not one of the user'),
  tooManyPushTags: final(1, 10002, INVALID_PARAMETER, 'the user has too many push tags'),
  storageFull: retryable(4, 20000, FAIL, 'the storage of the server is full'),
  storageUnavailable: retryable(705, 20000, FAIL, 'the storage of the server is not available'),
  dataFolderInUse: final(4, 20000, FAIL, 'another process holds the data folder'),
  portInUse: final(1, 20000, FAIL, 'the port is in use'),
  serverClosing: retryable(706, 20000, FAIL, 'the server is stopping'),
  serverUnreachable: retryable(700, 20000, FAIL, 'the server cannot be reached'),
  connectionClosed: retryable(708, 20000, FAIL, 'the connection was closed'),
  timedOut: retryable(707, 20000, FAIL, 'there was no answer in time'),
  responseInvalid: retryable(732, 20000, FAIL, 'the answer of the server is not valid'),
  passwordChanged: final(110, 402, INVALID_TOKEN, 'the password was changed'),
  kickedBySameDevice: final(111, 402, INVALID_TOKEN, 'this device has logged in again elsewhere'),
  kickedByOtherDevice: final(112, 402, INVALID_TOKEN, 'another device ended this session'),
  deviceRemoved: final(112, 402, INVALID_TOKEN, 'the device was removed'),
  cancelled: final(114, 10002, FAIL, 'the operation was cancelled'),
} as const satisfies Readonly<Record<string, ErrorEntry>>;

/** The name of an error: what code switches on, and what logs show. */
export type ErrorName = keyof typeof ErrorCode;

/** The `code` of a successful REST answer (rest-api.md §2). */
export const REST_OK = 200;

const STATUS_ERRORS: Readonly<Record<Exclude<StatusCode, typeof StatusCode.OK>, ErrorName>> = {
  [StatusCode.UNKNOWN]: 'unknown',
  [StatusCode.FAIL]: 'failed',
  [StatusCode.UNKNOWN_COMMAND]: 'unknownCommand',
  [StatusCode.PB_PARSER_ERROR]: 'parseFailed',
  [StatusCode.DECRYPT_FAILURE]: 'decryptFailed',
  [StatusCode.PUBLIC_KEY_CHANGED]: 'publicKeyChanged',
  [StatusCode.INVALID_TOKEN]: 'invalidToken',
  [StatusCode.INVALID_PARAMETER]: 'invalidParameter',
  [StatusCode.UNAUTHORIZED]: 'unauthorized',
  [StatusCode.USER_FROZEN]: 'userFrozen',
  [StatusCode.USER_BANNED]: 'userBanned',
  [StatusCode.WORD_CENSORED]: 'wordCensored',
  [StatusCode.TOO_MANY_DEVICES]: 'tooManyDevices',
  [StatusCode.ENCRYPT_METHOD_UNSUPPORTED]: 'encryptUnsupported',
  [StatusCode.DEVICE_GUID_CONFLICT]: 'deviceGuidConflict',
  [StatusCode.CHECK_SUM_FAILURE]: 'checkSumFailed',
  [StatusCode.INVALID_LICENSE]: 'licenseInvalid',
  [StatusCode.LICENSE_LIMIT]: 'licenseLimitExceeded',
  [StatusCode.APP_FROZEN]: 'appFrozen',
  [StatusCode.RATE_LIMIT_EXCEEDED]: 'rateLimited',
};

/**
 * What a status that is not OK means to a client. `failed` for OK and for a status that this version does not know.
 * An UNAUTHORIZED with the text of `notLoggedIn` is `notLoggedIn` (XSYNC.md, Session).
 */
export function errorNameOfStatus(status: { readonly code: number; readonly reason: string }): ErrorName {
  if (status.code === StatusCode.UNAUTHORIZED && status.reason === ErrorCode.notLoggedIn.message) return 'notLoggedIn';
  return (STATUS_ERRORS as Readonly<Record<number, ErrorName | undefined>>)[status.code] ?? 'failed';
}

/** What a REST `code` other than 200 means to a client. `failed` for a code that this version does not know. */
export function errorNameOfRestCode(code: number): ErrorName {
  for (const name of Object.keys(ErrorCode) as ErrorName[]) if (ErrorCode[name].rest === code) return name;
  return 'failed';
}

function final(number: number, rest: number, status: StatusCode, message: string): ErrorEntry {
  return { number, rest, status, isRetryable: false, message };
}

function retryable(number: number, rest: number, status: StatusCode, message: string): ErrorEntry {
  return { number, rest, status, isRetryable: true, message };
}
