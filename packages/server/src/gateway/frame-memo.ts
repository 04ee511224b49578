import type { MessageId } from '@warbler/protocol';

/**
 * The frames that were made last of metas to a group of which this is the last. Most of its members' devices have the same of
 * the group, so they get the same bytes: encoding them anew for each would be most of what a delivery costs. Own messages,
 * and what is for one member only, differ.
 */
export class FrameMemo {
  #previousMid: MessageId | undefined;
  readonly #eager = new FrameOf();
  readonly #page = new FrameOf();

  /** The frame that pushes these metas to a device which has everything up to `previousMid`. */
  eager(previousMid: MessageId, metas: readonly unknown[], make: () => Uint8Array): Uint8Array {
    const isSamePrevious = this.#previousMid === previousMid;
    this.#previousMid = previousMid;
    return this.#eager.get(metas, make, isSamePrevious);
  }

  /** The page of these metas. */
  page(metas: readonly unknown[], make: () => Uint8Array): Uint8Array {
    return this.#page.get(metas, make);
  }
}

class FrameOf {
  #metas: readonly unknown[] = [];
  #frame: Uint8Array | undefined;

  get(metas: readonly unknown[], make: () => Uint8Array, isValid = true): Uint8Array {
    if (this.#frame === undefined || !isValid || !isSame(this.#metas, metas)) {
      this.#metas = metas;
      this.#frame = make();
    }
    return this.#frame;
  }
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
