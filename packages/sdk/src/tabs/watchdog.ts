import type { Clock } from '../platform/clock.ts';

/** What a watchdog needs. */
export interface WatchdogOptions {
  readonly clock: Clock;
  ping(): void;
  /** The leader holds its lock and does nothing: the browser has frozen it, or it hangs. */
  isGone(): void;
}

/** How often the leader is asked whether it is there. */
const roundMs = 3_000;
/** Rounds without a word until it counts as gone: longer than a page hangs that is only busy. */
const maxSilentRounds = 3;
/** A round that comes later than this was held up by the browser: so may be what the leader said. */
const maxLateMs = 2_000;

/** Looks after the leader for a follower. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #silentRounds = 0;
  #cancel: (() => void) | undefined;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    this.#silentRounds = 0;
    this.#nextRound();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** The leader said something. */
  heard(): void {
    this.#silentRounds = 0;
  }

  #nextRound(): void {
    const { clock, ping, isGone } = this.#options;
    const dueMs = clock.elapsed() + roundMs;
    ping();
    this.#cancel = clock.after(roundMs, () => {
      if (clock.elapsed() > dueMs + maxLateMs) this.#silentRounds = 0;
      else this.#silentRounds += 1;
      if (this.#silentRounds > maxSilentRounds) return isGone();
      this.#nextRound();
    });
  }
}
