import type { Clock } from '../../src/index.ts';

/** A device's clock that goes faster than ours, can be set, and stands still while the device sleeps. */
export class HurriedClock implements Clock {
  readonly #speed: number;
  readonly #startMs = Date.now();
  readonly #startedAt = performance.now();
  #offsetMs = 0;
  #isAsleep = false;
  readonly #missed = new Set<() => void>();

  /** A second takes `1000 / speed` ms. */
  constructor(speed = 1) {
    this.#speed = speed;
  }

  now(): number {
    return Math.floor(this.#startMs + (performance.now() - this.#startedAt) * this.#speed + this.#offsetMs);
  }

  elapsed(): number {
    return (performance.now() - this.#startedAt) * this.#speed;
  }

  after(delayMs: number, run: () => void): () => void {
    const fire = () => {
      if (this.#isAsleep) this.#missed.add(run);
      else run();
    };
    const timer = setTimeout(fire, delayMs / this.#speed);
    return () => {
      clearTimeout(timer);
      this.#missed.delete(run);
    };
  }

  /** Somebody sets the clock by so much, forward or, below 0, back. No time goes by. */
  step(ms: number): void {
    this.#offsetMs += ms;
  }

  /** The machine sleeps: no timer runs any more. */
  sleep(): void {
    this.#isAsleep = true;
  }

  /** It wakes up so much later; the timers that came due run at once. */
  wake(sleptMs: number): void {
    this.#isAsleep = false;
    this.#offsetMs += sleptMs;
    const missed = [...this.#missed];
    this.#missed.clear();
    for (const run of missed) run();
  }
}
