import type { ClientMessageId } from '@warbler/protocol';

/** Something to be sent until it is answered. */
export interface Parcel {
  readonly clientMid: ClientMessageId;
  frame: Uint8Array;
  /** Whether it is stored, and so may be sent. */
  isReady: boolean;
  /** When it was sent in this session; undefined while it waits. */
  sentAtMs: number | undefined;
  /** Whether it may have been sent in any session: the server may know it, and its bytes must stay. */
  mayBeKnown: boolean;
  /** Whether it may have been sent more than once: its first answer may have been lost. */
  isRepeated: boolean;
}

/** Parcels that are sent in their order, only so many at a time. */
export class Lane {
  readonly #maxInFlight: number;
  readonly #parcels: Parcel[] = [];

  /** With one in flight at a time, a parcel that has to be repeated is never overtaken. */
  constructor(maxInFlight: number) {
    this.#maxInFlight = maxInFlight;
  }

  get isEmpty(): boolean {
    return this.#parcels.length === 0;
  }

  get parcels(): readonly Parcel[] {
    return this.#parcels;
  }

  add(parcel: Parcel): void {
    this.#parcels.push(parcel);
  }

  remove(parcel: Parcel): void {
    const at = this.#parcels.indexOf(parcel);
    if (at >= 0) this.#parcels.splice(at, 1);
  }

  /** The next one to send, if one may be sent now. */
  next(): Parcel | undefined {
    let inFlight = 0;
    for (const parcel of this.#parcels) {
      if (parcel.sentAtMs === undefined) return parcel.isReady ? parcel : undefined;
      inFlight += 1;
      if (inFlight >= this.#maxInFlight) return undefined;
    }
    return undefined;
  }
}
