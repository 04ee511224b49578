import type { MessageId } from '@warbler/protocol';

/**
 * The frames that were made last of a meta to a group. Most of its members' devices have the same of the group, so they
 * get the same bytes: encoding them anew for each would be most of what a delivery costs.
 */
export class FrameMemo {
  #previousMid: MessageId | undefined;
  #eager: Uint8Array | undefined;
  #pageOf: readonly unknown[] = [];
  #page: Uint8Array | undefined;

  /** The frame that pushes the meta to a device which has everything up to `previousMid`. */
  eager(previousMid: MessageId, make: () => Uint8Array): Uint8Array {
    if (this.#eager === undefined || this.#previousMid !== previousMid) {
      this.#previousMid = previousMid;
      this.#eager = make();
    }
    return this.#eager;
  }

  /** The page of these metas, of which this is the last: own messages, and what is for one member only, differ. */
  page(metas: readonly unknown[], make: () => Uint8Array): Uint8Array {
    if (this.#page === undefined || !isSame(this.#pageOf, metas)) {
      this.#pageOf = metas;
      this.#page = make();
    }
    return this.#page;
  }
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
