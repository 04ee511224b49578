import type { Clock } from '../../src/index.ts';

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/** A clock that stands still until it is moved; between two timers everything that they set off has happened. */
export class FakeClock implements Clock {
  #nowMs = Date.UTC(2026, 0, 1);
  #offsetMs = 0;
  #timers: Timer[] = [];

  now(): number {
    return this.#nowMs + this.#offsetMs;
  }

  elapsed(): number {
    return this.#nowMs;
  }

  /** Somebody sets it by so much, forward or, below 0, back; no time goes by. */
  step(ms: number): void {
    this.#offsetMs += ms;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Moves on, timer by timer. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settled();
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      this.#run(next);
      await settled();
    }
    this.#nowMs = untilMs;
  }

  /** The machine sleeps: time passes, and no timer runs until it is over. */
  async sleep(ms: number): Promise<void> {
    this.#nowMs += ms;
    await this.advance(0);
  }

  #next(untilMs: number): Timer | undefined {
    const due = this.#timers.filter(({ dueMs }) => dueMs <= untilMs);
    return due.reduce<Timer | undefined>((first, one) => (first && first.dueMs <= one.dueMs ? first : one), undefined);
  }

  #run(timer: Timer): void {
    this.#timers = this.#timers.filter((one) => one !== timer);
    timer.run();
  }
}

/** Everything that waits for promises, and not for time, has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
