import type { Clock } from '@warbler/server';

/** A clock that goes as this machine's does, but for what a test does to it. */
export interface MovableClock extends Clock {
  /** So much time goes by at once. */
  pass(ms: number): void;
  /** Somebody sets the clock by so much, forward or, below 0, back; no time goes by. */
  step(ms: number): void;
}

/** Makes a clock that shows the right time. */
export function movableClock(): MovableClock {
  let passedMs = 0;
  let steppedMs = 0;
  return {
    now: () => Date.now() + passedMs + steppedMs,
    elapsed: () => performance.now() + passedMs,
    pass(ms) {
      passedMs += ms;
    },
    step(ms) {
      steppedMs += ms;
    },
  };
}
