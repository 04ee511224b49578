import type { ClientMessageId } from '@warbler/protocol';
import type { Clock } from '../platform/clock.ts';

/**
 * Ids for what this device sends: the time in ms as XSYNC has it, but each greater than the one before, so that two
 * sends in one millisecond, or after the clock was put back, are still two.
 */
export class ClientMessageIds {
  readonly #clock: Clock;
  #last: number;

  /** `last` is the greatest id that this device is known to have used. */
  constructor(clock: Clock, last: number) {
    this.#clock = clock;
    this.#last = last;
  }

  next(): ClientMessageId {
    this.#last = Math.max(this.#clock.now(), this.#last + 1);
    return this.#last as ClientMessageId;
  }
}
