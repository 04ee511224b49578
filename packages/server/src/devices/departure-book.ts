import type { DeviceStore } from './device-store.ts';
import type { Departure } from './sql/save-departures.ts';

/** Which devices left since the last flush, in memory: many that leave at once cost one request. */
export class DepartureBook {
  readonly #store: Pick<DeviceStore, 'saveDepartures'>;
  #unsaved = new Map<string, Departure>();

  constructor(store: Pick<DeviceStore, 'saveDepartures'>) {
    this.#store = store;
  }

  /** A device's session ended. */
  note(departure: Departure): void {
    this.#unsaved.set(`${departure.user}:${departure.deviceSn}`, departure);
  }

  /** When a device left that the store may not know of yet. */
  unsavedMs({ user, deviceSn }: Pick<Departure, 'user' | 'deviceSn'>): number | undefined {
    return this.#unsaved.get(`${user}:${deviceSn}`)?.leftAtMs;
  }

  /** Hands what still holds to the store; what fails is kept for the next time. */
  async flush(isOnline: (departure: Departure) => boolean): Promise<void> {
    if (this.#unsaved.size === 0) return;
    const flushed = this.#unsaved;
    this.#unsaved = new Map();
    try {
      await this.#store.saveDepartures([...flushed.values()].filter((departure) => !isOnline(departure)));
    } catch (error) {
      this.#unsaved = new Map([...flushed, ...this.#unsaved]);
      throw error;
    }
  }
}
