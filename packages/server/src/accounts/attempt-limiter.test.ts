import { expect, test } from 'vitest';
import { createAttemptLimiter } from './attempt-limiter.ts';

function limiterAt(burst: number, refillMs: number) {
  let nowMs = 1000;
  const limiter = createAttemptLimiter({ elapsed: () => nowMs }, { burst, refillMs });
  return {
    ...limiter,
    takeMany: (key: string, count: number) => Array.from({ length: count }, () => limiter.take(key)),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('lets a burst through, then one more each refill time', () => {
  const limiter = limiterAt(3, 100);
  expect(limiter.takeMany('a', 4)).toEqual([true, true, true, false]);
  limiter.pass(99);
  expect(limiter.take('a')).toBe(false);
  limiter.pass(1);
  expect(limiter.takeMany('a', 2)).toEqual([true, false]);
});

test('is full again after the burst has refilled, never fuller', () => {
  const limiter = limiterAt(2, 100);
  limiter.takeMany('a', 2);
  limiter.pass(1_000_000);
  expect(limiter.takeMany('a', 3)).toEqual([true, true, false]);
});

test('what is given back can be taken again, and keys do not touch each other', () => {
  const limiter = limiterAt(1, 100);
  expect(limiter.takeMany('a', 2)).toEqual([true, false]);
  expect(limiter.take('b')).toBe(true);
  limiter.giveBack('a');
  limiter.giveBack('never taken');
  expect(limiter.takeMany('a', 2)).toEqual([true, false]);
});

test('a clock that goes back does not lock anybody for longer than the bucket holds', () => {
  const limiter = limiterAt(2, 100);
  limiter.takeMany('a', 2);
  limiter.pass(-1_000_000);
  expect(limiter.take('a')).toBe(false);
  limiter.pass(1_000_200);
  expect(limiter.take('a')).toBe(true);
});
