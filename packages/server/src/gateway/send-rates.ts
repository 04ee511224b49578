import type { DeviceSn, UserId } from '@warbler/protocol';
import { KeyedRates, type Rate } from '../rates/index.ts';

/** Far more devices than send within a few seconds; a key takes about 100 bytes. */
const DEVICES_MAX = 1_000_000;

/** How fast each device may send. Kept apart from sessions, so that a reconnect brings no new allowance. */
export class SendRates {
  readonly #rates = new KeyedRates(DEVICES_MAX);

  /** @returns false when the device goes too fast */
  take({ user, deviceSn }: { readonly user: UserId; readonly deviceSn: DeviceSn }, rate: Rate, nowMs: number): boolean {
    return this.#rates.take(`${user}:${deviceSn}`, rate, nowMs);
  }
}
