/** A message that the server answered. */
export interface ModelMessage {
  readonly mid: number;
  readonly from: number;
  readonly fromSn: number;
  readonly to: number;
  readonly text: string;
}

/** What must be true in the end, kept in the simplest way: lists and sets, no arithmetic. */
export class ChatModel {
  readonly messages: ModelMessage[] = [];
  readonly #readUpTo = new Map<string, number>();
  readonly #readOne = new Set<string>();

  sent(message: ModelMessage): void {
    this.messages.push(message);
  }

  readAll(reader: number, peer: number, mid: number): void {
    const name = `${reader}:${peer}`;
    this.#readUpTo.set(name, Math.max(mid, this.#readUpTo.get(name) ?? 0));
  }

  readOne(reader: number, mid: number): void {
    this.#readOne.add(`${reader}:${mid}`);
  }

  /** The conversation of two users, in order. */
  between(one: number, other: number): readonly ModelMessage[] {
    return this.messages
      .filter(({ from, to }) => (from === one && to === other) || (from === other && to === one))
      .sort((first, second) => first.mid - second.mid);
  }

  unread(reader: number, peer: number): number {
    const upTo = this.#readUpTo.get(`${reader}:${peer}`) ?? 0;
    return this.between(reader, peer).filter(
      ({ from, mid }) => from !== reader && mid > upTo && !this.#readOne.has(`${reader}:${mid}`),
    ).length;
  }
}
