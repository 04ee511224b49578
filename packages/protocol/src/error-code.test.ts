import { describe, expect, it } from 'vitest';
import { ErrorCode, type ErrorName, errorNameOfRestCode, errorNameOfStatus, REST_OK } from './error-code.ts';
import { StatusCode } from './wire/generated/enums.ts';

/** Every code of rest-api.md §2 but 200, and what it is called here. */
const REST_CODES: Readonly<Record<number, ErrorName>> = {
  402: 'invalidToken',
  404: 'unknownCall',
  10000: 'userNotFound',
  10001: 'wrongVerificationCode',
  10002: 'invalidParameter',
  10003: 'missingToken',
  10004: 'userExists',
  10005: 'alreadyFriend',
  10006: 'inBlocklist',
  10007: 'friendApplicationExpired',
  10008: 'malformedToken',
  10009: 'objectStorageFailed',
  10010: 'noPermission',
  10011: 'userAlreadyBound',
  10012: 'friendApplicationRefused',
  10021: 'userDeleted',
  10028: 'tooManyFailures',
  11001: 'wrongPassword',
  11011: 'userNameTaken',
  11012: 'mobileAlreadyBound',
  11014: 'wrongCaptcha',
  11022: 'qrCodeNotScanned',
  11031: 'mobileVerificationLimit',
  12001: 'xiaomiPictureFailed',
  12002: 'pushPictureTooLarge',
  12003: 'oppoPictureFailed',
  12004: 'pushPictureUnreachable',
  12005: 'pushAudienceTooLarge',
  12006: 'pushNotEnabled',
  20000: 'internal',
  20001: 'groupNotFound',
  20002: 'notGroupMember',
  20003: 'invalidPushMode',
  20004: 'ownerCannotLeave',
  20005: 'transferTargetNotMember',
  20006: 'groupInRepair',
  20007: 'appGroupLimit',
  20008: 'createdGroupLimit',
  20009: 'joinedGroupLimit',
  20010: 'groupFull',
  20011: 'memberRightNeeded',
  20012: 'adminRightNeeded',
  20013: 'ownerRightNeeded',
  20014: 'groupApplicationHandled',
  20015: 'groupInvitationHandled',
  20016: 'kickedTooOften',
  20017: 'alreadyGroupMember',
  20018: 'inGroupBlocklist',
  20020: 'announcementNotFound',
  20021: 'announcementsDisabled',
  20022: 'sharedFileNotFound',
  20023: 'sharedFileNotAllowed',
  20024: 'groupQrCodeInvalid',
  20025: 'groupQrCodeExpired',
  30021: 'licenseInvalid',
  30022: 'licenseExpired',
  30023: 'licenseLimitExceeded',
  40000: 'appNotFound',
  40001: 'registrationClosed',
  40002: 'appUserLimit',
  40003: 'appStatusAbnormal',
  99997: 'dnsAppUnknown',
  99998: 'dnsAppInvalid',
};

/** Every socket status of xsync.proto and rest-api.md §2 but OK (1), and what it is called here. */
const STATUSES: Readonly<Record<number, ErrorName>> = {
  0: 'unknown',
  2: 'failed',
  3: 'unknownCommand',
  4: 'parseFailed',
  5: 'decryptFailed',
  6: 'publicKeyChanged',
  7: 'invalidToken',
  8: 'invalidParameter',
  9: 'unauthorized',
  10: 'userFrozen',
  11: 'userBanned',
  12: 'wordCensored',
  13: 'tooManyDevices',
  14: 'encryptUnsupported',
  15: 'deviceGuidConflict',
  16: 'checkSumFailed',
  17: 'licenseInvalid',
  18: 'licenseLimitExceeded',
  19: 'appFrozen',
  20: 'rateLimited',
};

/** The native SDKs' numbers: groups that start at these and count up to these (rest-api.md §2, sdk-native.md §12). */
const NATIVE_NUMBERS = [
  [1, 10],
  [100, 117],
  [200, 202],
  [300, 311],
  [400, 406],
  [500, 503],
  [600, 623],
  [700, 746],
] as const;

const rows = Object.entries(ErrorCode);

describe('the error table', () => {
  it('holds every REST code of the contract, 200 being success', () => {
    expect(REST_OK).toBe(200);
    expect(Object.keys(REST_CODES)).toHaveLength(63);
    for (const [code, name] of Object.entries(REST_CODES)) {
      expect(errorNameOfRestCode(Number(code)), code).toBe(name);
      expect(ErrorCode[name].rest, name).toBe(Number(code));
    }
  });

  it('sends no REST code that the contract does not list', () => {
    for (const [name, row] of rows) expect(REST_CODES[row.rest], name).toBeDefined();
  });

  it('holds every socket status, 1 being success', () => {
    expect(StatusCode.OK).toBe(1);
    expect(Object.values(StatusCode).sort((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, index) => index));
    for (const [code, name] of Object.entries(STATUSES)) {
      expect(errorNameOfStatus({ code: Number(code), reason: '' }), code).toBe(name);
      expect(ErrorCode[name].status, name).toBe(Number(code));
    }
  });

  it('never answers an error with the status of success', () => {
    for (const [name, row] of rows) expect(row.status, name).not.toBe(StatusCode.OK);
  });

  it('uses numbers of the native SDKs', () => {
    for (const [name, { number }] of rows) {
      expect(
        NATIVE_NUMBERS.some(([first, last]) => number >= first && number <= last),
        `${name} ${number}`,
      ).toBe(true);
    }
  });

  it('has a different text for every row, without an end of sentence', () => {
    const texts = rows.map(([, row]) => row.message);
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) expect(text).toMatch(/^[a-zA-Z][^.]*[^.]$/);
  });

  it('has lowerCamel names', () => {
    for (const [name] of rows) expect(name).toMatch(/^[a-z][a-zA-Z]+$/);
  });

  it('keeps the texts and cases that deployed clients look at', () => {
    expect(ErrorCode.notLoggedIn).toMatchObject({ status: StatusCode.UNAUTHORIZED, message: 'you must login first' });
    expect(errorNameOfStatus({ code: StatusCode.UNAUTHORIZED, reason: 'you must login first' })).toBe('notLoggedIn');
    // A web client hides the text of 10002 when it contains these words (rest-api.md §2).
    for (const [name, row] of rows) expect(row.message, name).not.toContain('invalid request parameter');
  });

  it('calls what it does not know failed', () => {
    expect(errorNameOfRestCode(123_456)).toBe('failed');
    expect(errorNameOfStatus({ code: 99, reason: '' })).toBe('failed');
    expect(errorNameOfStatus({ code: StatusCode.OK, reason: '' })).toBe('failed');
  });
});
