import type { Clock } from '../clock.ts';

/** How often something may fail. */
export interface AttemptLimit {
  /** How many failures in a row are let through. */
  readonly burst: number;
  /** After this time one more is let through. */
  readonly refillMs: number;
}

/** Counts attempts by key in token buckets. */
export interface AttemptLimiter {
  /** Takes one attempt; false when none is left. */
  take(key: string): boolean;
  /** Gives one back: the attempt did not fail after all. */
  giveBack(key: string): void;
}

/** Far more keys than fail at the same time; 100,000 buckets take about 15 MB. */
const KEYS_MAX = 100_000;

/**
 * Makes a limiter. An attempt is taken before it is made and given back when it succeeds, so that many at the same time
 * don't slip through together. Keys beyond the bound push out the ones that were used the longest time ago.
 */
export function createAttemptLimiter(clock: Pick<Clock, 'elapsed'>, { burst, refillMs }: AttemptLimit): AttemptLimiter {
  // The time at which the bucket will be full again: the bucket's whole state in one number (as in GCRA).
  const fullAtMs = new Map<string, number>();
  const capacityMs = burst * refillMs;

  const remember = (key: string, atMs: number) => {
    fullAtMs.delete(key);
    if (atMs <= clock.elapsed()) return;
    fullAtMs.set(key, atMs);
    if (fullAtMs.size <= KEYS_MAX) return;
    const oldest = fullAtMs.keys().next();
    if (oldest.done !== true) fullAtMs.delete(oldest.value);
  };

  return {
    take(key) {
      const now = clock.elapsed();
      const next = Math.max(fullAtMs.get(key) ?? now, now) + refillMs;
      if (next - now > capacityMs) return false;
      remember(key, next);
      return true;
    },
    giveBack(key) {
      const known = fullAtMs.get(key);
      if (known !== undefined) remember(key, known - refillMs);
    },
  };
}
