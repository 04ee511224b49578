/** Slots at the start. */
const SLOTS = 64;

/**
 * First in, first out, in a ring of slots that doubles when it is full.
 *
 * Not a Map from ids to what waits: its table is made anew every few hundred entries, and each old one, once the collector has
 * aged it, keeps what it held for seconds. With that, what a message needs on its way outlived it: twice the time for
 * emptying the young generation, and a pause of all threads each few seconds.
 */
export class Fifo<Item extends object> {
  #slots: (Item | undefined)[] = new Array(SLOTS).fill(undefined);
  #first = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** What is taken next; undefined when nothing waits. */
  get first(): Item | undefined {
    return this.#slots[this.#first];
  }

  add(item: Item): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#first + this.#size) % this.#slots.length] = item;
    this.#size += 1;
  }

  /** Takes what waits the longest; undefined when nothing does. */
  take(): Item | undefined {
    const item = this.#slots[this.#first];
    if (item === undefined) return undefined;
    this.#slots[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#slots.length;
    this.#size -= 1;
    return item;
  }

  #grow(): void {
    const { length } = this.#slots;
    const inOrder = [...this.#slots.slice(this.#first), ...this.#slots.slice(0, this.#first)];
    this.#slots = [...inOrder, ...new Array<undefined>(length).fill(undefined)];
    this.#first = 0;
  }
}
