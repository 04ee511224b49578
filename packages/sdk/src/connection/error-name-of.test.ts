import { ErrorCode, type ErrorName, StatusCode } from '@warbler/protocol';
import { expect, test } from 'vitest';
import { errorNameOf } from './error-name-of.ts';

test('a status is named by its text, which tells more than its code', () => {
  for (const name of Object.keys(ErrorCode) as ErrorName[]) {
    expect(errorNameOf({ code: ErrorCode[name].status, reason: ErrorCode[name].message })).toBe(name);
  }
});

test('a status with a text of its own is named by its code', () => {
  expect(errorNameOf({ code: StatusCode.WORD_CENSORED, reason: 'not that word' })).toBe('wordCensored');
  expect(errorNameOf({ code: StatusCode.UNAUTHORIZED, reason: 'only its author may edit a message' })).toBe(
    'unauthorized',
  );
});
