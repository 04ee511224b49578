import type { Clock } from '../platform/clock.ts';

/** Servers allow 200 sends a second and a burst of 600 by default: half of that leaves room for everything else. */
const perSecond = 100;
const burst = 200;

/** A bucket of tokens: says when the next frame may be sent. */
export class Pace {
  readonly #clock: Clock;
  #tokens = burst;
  #filledMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledMs = clock.elapsed();
  }

  /** 0 when a frame may be sent now, which is then counted; else the ms to wait. */
  take(): number {
    const nowMs = this.#clock.elapsed();
    const passedMs = Math.max(0, nowMs - this.#filledMs);
    this.#tokens = Math.min(burst, this.#tokens + (passedMs * perSecond) / 1_000);
    this.#filledMs = nowMs;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) * 1_000) / perSecond);
    this.#tokens -= 1;
    return 0;
  }
}
