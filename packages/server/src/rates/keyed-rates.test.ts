import { describe, expect, test } from 'vitest';
import { KeyedRates } from './keyed-rates.ts';

const takeMany = (rates: KeyedRates, count: number, nowMs: number, rate = { perSecond: 10, burst: 20 }) =>
  Array.from({ length: count }, () => rates.take('key', rate, nowMs)).filter(Boolean).length;

describe('a bucket a key', () => {
  test('lets a burst through at once and the rate in the long run', () => {
    const rates = new KeyedRates(10);
    expect(takeMany(rates, 100, 0)).toBe(20);
    expect(takeMany(rates, 100, 500)).toBe(5);
    expect(takeMany(rates, 100, 60_000)).toBe(20);
    let taken = 0;
    for (let nowMs = 60_000; nowMs < 70_000; nowMs += 7) taken += takeMany(rates, 3, nowMs);
    expect(taken).toBeGreaterThanOrEqual(99);
    expect(taken).toBeLessThanOrEqual(100);
  });

  test.each([3, 7, 30, 333, 999])('a whole burst fits at %d a second, whatever the rounding', (perSecond) => {
    const rate = { perSecond, burst: 1000 };
    expect(takeMany(new KeyedRates(10), 2000, 1_700_000_000_123, rate)).toBe(1000);
  });

  test('keys do not hold back each other', () => {
    const rates = new KeyedRates(10);
    takeMany(rates, 100, 0);
    expect(rates.take('another', { perSecond: 10, burst: 20 }, 0)).toBe(true);
  });

  test('a rate that changes holds from then on, in both directions', () => {
    const rates = new KeyedRates(10);
    expect(takeMany(rates, 100, 0, { perSecond: 1, burst: 5 })).toBe(5);
    expect(takeMany(rates, 10_000, 0, { perSecond: 1000, burst: 5000 })).toBe(0);
    expect(takeMany(rates, 10_000, 5000, { perSecond: 1000, burst: 5000 })).toBe(5000);
    // What was taken is forgotten after the same time, whatever the rate is by then.
    expect(takeMany(rates, 100, 6000, { perSecond: 1, burst: 5 })).toBe(1);
    expect(takeMany(rates, 100, 7100, { perSecond: 1, burst: 5 })).toBe(1);
  });

  test('a clock that was set back holds nobody for longer than an empty bucket', () => {
    const rates = new KeyedRates(10);
    takeMany(rates, 100, 3_600_000);
    expect(takeMany(rates, 100, 0)).toBe(0);
    expect(takeMany(rates, 100, 2000)).toBe(20);
  });

  test('memory is bounded: full buckets are forgotten, and there are never more than so many', () => {
    const rates = new KeyedRates(100);
    const rate = { perSecond: 10, burst: 20 };
    for (let number = 0; number < 1000; number += 1) {
      rates.take(`key ${number}`, rate, 0);
      expect(rates.size).toBeLessThanOrEqual(100);
    }
    rates.take('much later', rate, 60_000);
    expect(rates.size).toBe(1);
  });
});
