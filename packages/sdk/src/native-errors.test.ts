import { ErrorCode, type ErrorName, ImError } from '@warbler/protocol';
import { expect, test } from 'vitest';
import { NativeError, type NativeErrorName, nativeErrorOf } from './native-errors.ts';

/** Where the groups of sdk-native.md §12 begin and end; within one, numbers go up by one without a gap. */
const groups = [
  [0, 10, 'NoError', 'SignInFailed'],
  [100, 117, 'UserNotLogin', 'UserKickedByAppDeprecated'],
  [200, 202, 'PushTokenInvalid', 'PushAliasTokenNotMatch'],
  [300, 311, 'InvalidVerificationCode', 'InvalidFileDownloadUrl'],
  [400, 406, 'MessageInvalid', 'MessageRateLimitExceeded'],
  [500, 503, 'RosterNotFriend', 'RosterHasDeletedFromSystem'],
  [600, 623, 'GroupServerDbError', 'GroupMemberBanned'],
  [700, 746, 'ServerNotReachable', 'ServerRtcNotOpen'],
] as const;

const names = Object.keys(NativeError) as NativeErrorName[];

test('all 126 native errors are there, each with a number of its own, in groups without a gap', () => {
  const expected = groups.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at));
  expect(names.map((name) => NativeError[name])).toEqual(expected);
  expect(names.length).toBe(126);
  for (const [first, last, firstName, lastName] of groups) {
    expect([NativeError[firstName], NativeError[lastName]]).toEqual([first, last]);
  }
});

test('every error of ours has a native number with a name', () => {
  for (const code of Object.keys(ErrorCode) as ErrorName[]) {
    const { name, number } = nativeErrorOf(new ImError(code));
    expect(NativeError[name]).toBe(number);
    expect(nativeErrorOf(code)).toEqual({ name, number: ErrorCode[code].number });
  }
});

test('errors are called what an app of the native SDKs switches on', () => {
  const called = (code: ErrorName) => nativeErrorOf(code).name;
  expect(called('wrongPassword')).toBe('UserAuthFailed');
  expect(called('userNotFound')).toBe('UserNotExist');
  expect(called('recallTooLate')).toBe('MessageOutRecallTime');
  expect(called('groupFull')).toBe('GroupCapacityExceedLimit');
  expect(called('notFriend')).toBe('RosterNotFriend');
  expect(called('rateLimited')).toBe('MessageRateLimitExceeded');
  expect(called('storageFull')).toBe('DbOperationFailed');
  expect(called('serverUnreachable')).toBe('ServerNotReachable');
  expect(called('pushAliasTaken')).toBe('PushAliasBindByOtherUser');
  expect(called('appExists')).toBe('GeneralError');
});
