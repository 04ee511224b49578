import type { Clock } from '../platform/clock.ts';

/** Notices that an answer that is due does not come, whatever it would be: any word from the server is a sign of life. */
export class SilenceWatch {
  readonly #clock: Clock;
  readonly #onSilence: () => void;
  #dueMs = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, onSilence: () => void) {
    this.#clock = clock;
    this.#onSilence = onSilence;
  }

  /** Something that will be answered was sent: a word must come within `withinMs`. */
  expect(withinMs: number): void {
    const dueMs = this.#clock.elapsed() + withinMs;
    if (dueMs >= this.#dueMs) return;
    this.stop();
    this.#dueMs = dueMs;
    this.#cancel = this.#clock.after(withinMs, () => this.#onSilence());
  }

  /** Something was heard. */
  heard(): void {
    if (this.#cancel) this.stop();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#dueMs = Number.POSITIVE_INFINITY;
  }
}
