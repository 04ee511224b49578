/** Time, as a port. */
export interface Clock {
  /** Ms since the epoch, as the device shows it: somebody may set it forward or back. */
  now(): number;
  /** Ms since some moment: never jumps back, whoever sets the clock. What is waited for is measured by it. */
  elapsed(): number;
  /** Runs `run` once after `delayMs`; returns what cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Mini-programs have no `performance`; there, a clock that was set is taken as it is.
  elapsed: () => (typeof performance === 'undefined' ? Date.now() : performance.now()),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
