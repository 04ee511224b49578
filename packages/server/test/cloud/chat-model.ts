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
  #messages: ModelMessage[] = [];
  readonly #readUpTo = new Map<string, number>();
  readonly #readOne = new Set<string>();
  readonly #unreadAgain = new Set<string>();
  readonly #deleted = new Set<string>();
  readonly #clearedUpTo = new Map<string, number>();

  sent(message: ModelMessage): void {
    this.#messages.push(message);
  }

  readAll(reader: number, peer: number, mid: number): void {
    const name = `${reader}:${peer}`;
    this.#readUpTo.set(name, Math.max(mid, this.#readUpTo.get(name) ?? 0));
    for (const message of this.#between(reader, peer)) {
      if (message.mid <= mid) this.#unreadAgain.delete(`${reader}:${message.mid}`);
    }
  }

  readOne(reader: number, mid: number): void {
    this.#readOne.add(`${reader}:${mid}`);
    this.#unreadAgain.delete(`${reader}:${mid}`);
  }

  cancelRead(reader: number, mid: number): void {
    this.#readOne.delete(`${reader}:${mid}`);
    this.#unreadAgain.add(`${reader}:${mid}`);
  }

  recall(mid: number): void {
    this.#messages = this.#messages.filter((message) => message.mid !== mid);
  }

  edit(mid: number, change: (text: string) => string): void {
    this.#messages = this.#messages.map((message) =>
      message.mid === mid ? { ...message, text: change(message.text) } : message,
    );
  }

  delete(user: number, mid: number): void {
    this.#deleted.add(`${user}:${mid}`);
  }

  clear(user: number, peer: number): void {
    const last = this.#between(user, peer).at(-1);
    if (last !== undefined) this.#clearedUpTo.set(`${user}:${peer}`, last.mid);
  }

  /** The conversation as one user sees it, in order. */
  seenBy(user: number, peer: number): readonly ModelMessage[] {
    const cleared = this.#clearedUpTo.get(`${user}:${peer}`) ?? 0;
    return this.#between(user, peer).filter(({ mid }) => mid > cleared && !this.#deleted.has(`${user}:${mid}`));
  }

  unread(reader: number, peer: number): number {
    const upTo = this.#readUpTo.get(`${reader}:${peer}`) ?? 0;
    return this.seenBy(reader, peer).filter(({ from, mid }) => {
      if (from === reader) return false;
      return this.#unreadAgain.has(`${reader}:${mid}`) || (mid > upTo && !this.#readOne.has(`${reader}:${mid}`));
    }).length;
  }

  #between(one: number, other: number): readonly ModelMessage[] {
    return this.#messages
      .filter(({ from, to }) => (from === one && to === other) || (from === other && to === one))
      .sort((first, second) => first.mid - second.mid);
  }
}
