/** A message that a client sends until it is acknowledged. */
export interface LedgerSend {
  /** Unique, and begins with the number of its sender. */
  readonly text: string;
  readonly conversation: string;
  /** As it was acknowledged. */
  mid?: number;
}

/** What clients did and were told, in the simplest form: the model that the servers are compared with. */
export class Ledger {
  readonly sends: LedgerSend[] = [];
  /** What no client should ever be told. */
  readonly problems: string[] = [];
  readonly #readUpTo = new Map<string, number>();
  #refusedCount = 0;

  begin(sender: number, conversation: string): LedgerSend {
    const send = { text: `${sender}:${this.sends.length}`, conversation };
    this.sends.push(send);
    return send;
  }

  /** A send was answered with an error that asks for patience. */
  refused(): void {
    this.#refusedCount += 1;
  }

  get refusedCount(): number {
    return this.#refusedCount;
  }

  /** A person read everything up to a message, as the server said. */
  read(reader: number, conversation: string, mid: number): void {
    const key = `${reader} ${conversation}`;
    this.#readUpTo.set(key, Math.max(mid, this.#readUpTo.get(key) ?? 0));
  }

  readUpTo(reader: number, conversation: string): number {
    return this.#readUpTo.get(`${reader} ${conversation}`) ?? 0;
  }

  problem(text: string): void {
    this.problems.push(text);
  }
}

/** The number of the client that a text came from. */
export function senderOf(text: string): number {
  return Number(text.slice(0, text.indexOf(':')));
}
