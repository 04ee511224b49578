import type { Rate } from '../rates/index.ts';

/** The largest priority that clients send (sdk-web.md, sendGroupMessage): the first to go. */
const PRIORITY_MAX = 10;

/**
 * What chatrooms may cost: deliveries a second. While there is enough, everything is delivered. The less is left, the more
 * messages with a priority are not: those with the largest first, priority 1 only when hardly anything is left, and those
 * without a priority never.
 */
export class DiffusionBudget {
  readonly #rate: Rate;
  #left: number;
  #filledMs: number;

  constructor(rate: Rate, nowMs: number) {
    this.#rate = rate;
    this.#left = rate.burst;
    this.#filledMs = nowMs;
  }

  /** Takes what a message to so many devices costs. @returns false when it is not to be delivered, and costs nothing */
  take(deliveryCount: number, priority: number, nowMs: number): boolean {
    this.#fill(nowMs);
    const { burst } = this.#rate;
    const needed = (burst * Math.min(priority, PRIORITY_MAX)) / (PRIORITY_MAX + 1);
    if (priority > 0 && this.#left - deliveryCount < needed) return false;
    // What must be delivered may overdraw, but not so far that it takes longer than a full budget to recover.
    this.#left = Math.max(this.#left - deliveryCount, -burst);
    return true;
  }

  #fill(nowMs: number): void {
    const elapsedMs = Math.max(0, nowMs - this.#filledMs);
    this.#left = Math.min(this.#rate.burst, this.#left + (elapsedMs / 1000) * this.#rate.perSecond);
    this.#filledMs = nowMs;
  }
}
