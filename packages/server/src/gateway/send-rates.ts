import type { DeviceSn, UserId } from '@warbler/protocol';
import { type Rate, TokenBucket } from './token-bucket.ts';

/** How fast each device may send. Kept apart from sessions, so that a reconnect brings no new allowance. */
export class SendRates {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** @returns false when the device goes too fast */
  take(user: UserId, deviceSn: DeviceSn, nowMs: number): boolean {
    const name = `${user}:${deviceSn}`;
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      bucket = new TokenBucket(this.#rate, nowMs);
      this.#buckets.set(name, bucket);
    }
    return bucket.take(nowMs);
  }

  /** Forgets devices that have not sent lately. */
  sweep(nowMs: number): void {
    for (const [name, bucket] of this.#buckets) if (bucket.isFull(nowMs)) this.#buckets.delete(name);
  }
}
