import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const RATE = { perSecond: 2, burst: 3 };

test('lets the burst through at once and the rate in the long run', () => {
  const bucket = new TokenBucket(RATE, 0);
  expect([1, 2, 3, 4].map(() => bucket.take(0))).toEqual([true, true, true, false]);
  expect([500, 500, 1000].map((nowMs) => bucket.take(nowMs))).toEqual([true, false, true]);
});

test('a clock that goes back gives nothing and takes nothing', () => {
  const bucket = new TokenBucket(RATE, 10_000);
  for (let count = 0; count < 3; count += 1) bucket.take(10_000);
  expect(bucket.take(5000)).toBe(false);
  expect(bucket.take(5500)).toBe(true);
});

test('is full again after a rest, and so need not be remembered', () => {
  const bucket = new TokenBucket(RATE, 0);
  bucket.take(0);
  expect(bucket.isFull(400)).toBe(false);
  expect(bucket.isFull(500)).toBe(true);
});
