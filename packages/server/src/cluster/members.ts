/** Who speaks, and how much it has told all others by now. */
interface Heard {
  readonly boot: string;
  readonly node: number;
  readonly seq: number;
}

interface Member {
  readonly node: number;
  seq: number;
  heardMs: number;
}

/** Beacons come every second; a node that is not heard of for so long is gone. */
const GONE_MS = 5000;

/** The nodes that are heard of, and whether something that they told was missed. */
export class Members {
  readonly #members = new Map<string, Member>();
  #isBlind = true;

  /**
   * Something came from a node.
   *
   * @returns whether something that it told before did not come
   */
  hear({ boot, node, seq }: Heard, isEvent: boolean, nowMs: number): boolean {
    const member = this.#members.get(boot);
    const expected = (member?.seq ?? 0) + (isEvent ? 1 : 0);
    if (member === undefined) this.#members.set(boot, { node, seq, heardMs: nowMs });
    else {
      member.seq = Math.max(member.seq, seq);
      member.heardMs = nowMs;
    }
    return seq > expected;
  }

  /** A node said that it leaves. */
  forget(boot: string): void {
    this.#members.delete(boot);
  }

  /** Whether another node has this number: it must not be. */
  isTaken(node: number): boolean {
    return [...this.#members.values()].some((member) => member.node === node);
  }

  /** The bus is cut: nothing is heard, and so nobody is taken for gone. */
  blind(): void {
    this.#isBlind = true;
  }

  /** The bus is there again; everyone gets the time to be heard of. */
  see(nowMs: number): void {
    this.#isBlind = false;
    for (const member of this.#members.values()) member.heardMs = nowMs;
  }

  /** The numbers of the other nodes. */
  others(nowMs: number): readonly number[] {
    if (!this.#isBlind) {
      for (const [boot, { heardMs }] of this.#members) if (nowMs - heardMs > GONE_MS) this.#members.delete(boot);
    }
    return [...new Set([...this.#members.values()].map(({ node }) => node))];
  }
}
