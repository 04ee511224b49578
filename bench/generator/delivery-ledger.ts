/** What became of everything that was sent. A run counts only when everything but `accepted` is zero. */
export interface Accounting {
  /** Sends that the server took, and which arrived once at each receiver. */
  readonly accepted: number;
  /** Sends that the server said no to. */
  readonly refused: number;
  /** Sends that were never answered. */
  readonly unanswered: number;
  /** Deliveries of accepted sends that never came. */
  readonly lost: number;
  /** Deliveries that came again. */
  readonly doubled: number;
  /** Deliveries of what nobody sent, or of what was refused, or to whom it was not meant for. */
  readonly unexpected: number;
}

/** What the ledger tells of one send. */
export interface LedgerEvents {
  onAnswered?(sinceMs: number): void;
  onDelivered?(sinceMs: number): void;
  /** Answered, and delivered to each receiver. */
  onComplete?(sinceMs: number, serial: number): void;
}

interface Entry {
  /** When it was sent, or should have been. */
  readonly sinceMs: number;
  isAnswered: boolean;
  /** Which receivers it has not reached yet. */
  readonly missing: Set<number>;
}

/**
 * Holds every send until it was answered and reached each of its receivers, so that what is left in the end is what was
 * lost, and what comes for a send that is not held came twice. Its memory is what is under way, whatever the length of
 * the run.
 */
export class DeliveryLedger {
  readonly #events: LedgerEvents;
  readonly #open = new Map<number, Entry>();
  readonly #refused = new Set<number>();
  #lastSerial = 0;
  #accepted = 0;
  #doubled = 0;
  #unexpected = 0;
  #onDrained: (() => void) | undefined;

  constructor(events: LedgerEvents = {}) {
    this.#events = events;
  }

  /** How many sends are not complete yet. */
  get openCount(): number {
    return this.#open.size;
  }

  /**
   * A send begins. Serials count up from 1.
   *
   * @param receivers the numbers of those who are to get it
   * @param sinceMs when it was due: latency is counted from there, also when the sending itself was late
   * @param isAnswered true where the protocol answers no sends
   */
  sent(receivers: readonly number[], sinceMs: number, isAnswered = false): number {
    this.#lastSerial += 1;
    this.#open.set(this.#lastSerial, { sinceMs, isAnswered, missing: new Set(receivers) });
    return this.#lastSerial;
  }

  /** The server took it. */
  answered(serial: number, nowMs: number): void {
    const entry = this.#open.get(serial);
    if (entry === undefined || entry.isAnswered) {
      this.#unexpected += 1;
      return;
    }
    entry.isAnswered = true;
    this.#events.onAnswered?.(nowMs - entry.sinceMs);
    this.#settle(serial, entry, nowMs);
  }

  /** The server did not take it. */
  refused(serial: number): void {
    if (!this.#open.delete(serial)) this.#unexpected += 1;
    this.#refused.add(serial);
    this.#tellDrained();
  }

  /** It reached a receiver. */
  delivered(serial: number, receiver: number, nowMs: number): void {
    const entry = this.#open.get(serial);
    if (entry?.missing.delete(receiver) === true) {
      this.#events.onDelivered?.(nowMs - entry.sinceMs);
      this.#settle(serial, entry, nowMs);
    } else if (serial < 1 || serial > this.#lastSerial || this.#refused.has(serial)) this.#unexpected += 1;
    else this.#doubled += 1;
  }

  /** Resolves when nothing is open any more, or at the deadline: what is open then is lost. */
  async drained(timeoutMs: number): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#onDrained = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  accounting(): Accounting {
    let unanswered = 0;
    let lost = 0;
    for (const { isAnswered, missing } of this.#open.values()) {
      if (isAnswered) lost += missing.size;
      else unanswered += 1;
    }
    return {
      accepted: this.#accepted,
      refused: this.#refused.size,
      unanswered,
      lost,
      doubled: this.#doubled,
      unexpected: this.#unexpected,
    };
  }

  #settle(serial: number, { sinceMs, isAnswered, missing }: Entry, nowMs: number): void {
    if (!isAnswered || missing.size > 0) return;
    this.#open.delete(serial);
    this.#accepted += 1;
    this.#events.onComplete?.(nowMs - sinceMs, serial);
    this.#tellDrained();
  }

  #tellDrained(): void {
    if (this.#open.size === 0) this.#onDrained?.();
  }
}

/** @throws Error that tells what is wrong, unless everything that was sent was accepted and arrived exactly once */
export function requireExact(what: string, accounting: Accounting): void {
  const { accepted, ...wrong } = accounting;
  if (accepted > 0 && Object.values(wrong).every((count) => count === 0)) return;
  const told = Object.entries(accounting).map(([name, count]) => `${count} ${name}`);
  throw new Error(`${what}: not everything arrived exactly once: ${told.join(', ')}`);
}
