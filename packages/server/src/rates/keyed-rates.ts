/** How fast something may go on, and how much may come at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Hides the rounding of many small times that add up to a burst. */
const TOLERANCE = 0.001;

/** How often full buckets are forgotten. */
const SWEEP_MS = 10_000;

/** A token bucket a key. What is kept of one is a single number, and nothing once it is full again. */
export class KeyedRates {
  /** The time at which the bucket will be full again, which is all there is to know of it (as in GCRA). */
  readonly #fullAtMs = new Map<string, number>();
  readonly #keysMax: number;
  #sweptMs = 0;

  /** @param keysMax how many keys are kept at most; beyond, those first heard of the longest time ago begin anew */
  constructor(keysMax: number) {
    this.#keysMax = keysMax;
  }

  /** How many keys took something lately. */
  get size(): number {
    return this.#fullAtMs.size;
  }

  /**
   * Takes one from the bucket of a key. The rate may be another every time.
   *
   * @returns false when there is none: the caller goes too fast
   */
  take(key: string, { perSecond, burst }: Rate, nowMs: number): boolean {
    const costMs = 1000 / perSecond;
    const emptyAtMs = nowMs + burst * costMs;
    // A clock that was set back must not hold anyone longer than an empty bucket does.
    const fullAtMs = Math.min(Math.max(this.#fullAtMs.get(key) ?? nowMs, nowMs), emptyAtMs);
    const next = fullAtMs + costMs;
    const isEmpty = next > emptyAtMs + TOLERANCE * costMs;
    this.#fullAtMs.set(key, isEmpty ? fullAtMs : next);
    if (Math.abs(nowMs - this.#sweptMs) >= SWEEP_MS) this.#sweep(nowMs);
    if (this.#fullAtMs.size > this.#keysMax) this.#dropOldest();
    return !isEmpty;
  }

  #sweep(nowMs: number): void {
    this.#sweptMs = nowMs;
    for (const [key, fullAtMs] of this.#fullAtMs) if (fullAtMs <= nowMs) this.#fullAtMs.delete(key);
  }

  #dropOldest(): void {
    const oldest = this.#fullAtMs.keys().next();
    if (oldest.done !== true) this.#fullAtMs.delete(oldest.value);
  }
}
