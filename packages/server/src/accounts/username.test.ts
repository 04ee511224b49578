import { ImError } from '@warbler/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requireUsername, usernameKey } from './username.ts';

// As documented, with the end anchor that it lacks (rest-api.md section 3).
const DOCUMENTED = /^(?!mta|maxim)[a-zA-Z0-9_\u4e00-\u9fa5]*[a-zA-Z_\u4e00-\u9fa5]+[a-zA-Z0-9_\u4e00-\u9fa5]*$/;

function isAllowed(username: string): boolean {
  try {
    requireUsername(username, 64);
    return true;
  } catch (error) {
    if (error instanceof ImError && error.code === 'invalidUserName') return false;
    throw error;
  }
}

test('accepts exactly the names of the documented expression', () => {
  const part = fc.constantFrom(...'abMTmtaxi019_-. \n\u4e00\u9fa5\u9fa6é', 'mta', 'maxim');
  const username = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(username, (name) => isAllowed(name) === DOCUMENTED.test(name)),
    { numRuns: 3000 },
  );
});

test('checks a long run of digits in linear time', () => {
  const startedAtMs = performance.now();
  expect(isAllowed('1'.repeat(64))).toBe(false);
  expect(() => requireUsername('1'.repeat(1_000_000), 2_000_000)).toThrow(ImError);
  expect(performance.now() - startedAtMs).toBeLessThan(1000);
});

test('folds letters of both cases into one key', () => {
  expect(usernameKey('Alice_小明')).toBe(usernameKey('aLICE_小明'));
});
