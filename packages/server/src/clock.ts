/** Tells the time. Passed in, so that tests can set it. */
export interface Clock {
  /** Milliseconds since 1970. May jump either way: someone sets the clock, or the machine wakes up. */
  now(): number;
  /** Milliseconds since some moment, which never jump: for rates, silence, and whatever else asks how long it took. */
  elapsed(): number;
}

/** The time of this machine. */
export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };
