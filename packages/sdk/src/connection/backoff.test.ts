import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test('waits are drawn from 0 to a limit that doubles from 1 s up to 30 s', () => {
  const limits = [0, 1, 2, 3, 4, 5, 6, 100].map((attempt) => backoffMs(attempt, () => 0.999_999));
  expect(limits).toEqual([999, 1_999, 3_999, 7_999, 15_999, 29_999, 29_999, 29_999]);
  expect(backoffMs(5, () => 0)).toBe(0);
});
