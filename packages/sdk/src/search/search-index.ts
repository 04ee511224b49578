import type { ConversationId, MessageId } from '@warbler/protocol';
import type { Message } from '../message.ts';
import type { StorageChange, StoredValue } from '../storage/storage.ts';
import type { AccountSpace } from '../store/account-space.ts';
import { searchableText } from './fold.ts';

/** What is known of a message: where it is, when it was said, what kind it is and its folded text. */
export interface Row {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly timestampMs: number;
  readonly type: string;
  readonly text: string;
}

type StoredRow = readonly [conversation: number, message: number, timestampMs: number, type: string, text: string];

/** How far the index of the stored messages is. */
interface State {
  /** Messages with greater keys are still to be read; absent when all were. */
  readonly builtUpTo?: string;
}

/** Rows that are stored together: 1,024 short texts are about 80 KB. */
const segmentCount = 1_024;
/** Segments read at once: no read blocks the thread for long. */
const segmentsPerRead = 4;
/** Messages read at once. */
const messagesPerRead = 512;
const digitCount = 16;

/**
 * The folded texts of all stored messages, in memory and, in segments, in the storage. Messages that were put or removed
 * since are in the account's journal, written with them in one batch; `absorb` takes them in.
 */
export class SearchIndex {
  readonly #space: AccountSpace;
  readonly #segments: Map<string, Row>[] = [];
  readonly #segmentOf = new Map<string, number>();
  #rows: readonly Row[] | undefined;
  #absorbing: Promise<void> | undefined;

  constructor(space: AccountSpace) {
    this.#space = space;
  }

  get size(): number {
    return this.#segmentOf.size;
  }

  /** All rows, in no order. The same array until something changes. */
  get rows(): readonly Row[] {
    this.#rows ??= this.#segments.flatMap((segment) => [...segment.values()]);
    return this.#rows;
  }

  /** Loads what is stored and indexes the rest. `step` is called after each piece; what it throws ends it. */
  async open(step: () => Promise<void>): Promise<void> {
    const { index, storage } = this.#space;
    await this.#space.flushed();
    await this.#load(step);
    const state = (await storage.get(`${index}state`)) as State | undefined;
    if (!state) await this.#start();
    if (!state || state.builtUpTo !== undefined) await this.#build(state?.builtUpTo, step);
    await this.absorb();
  }

  /** Takes in what changed. Calls at one time are one. */
  absorb(): Promise<void> {
    this.#absorbing ??= this.#absorb().finally(() => {
      this.#absorbing = undefined;
    });
    return this.#absorbing;
  }

  async #load(step: () => Promise<void>): Promise<void> {
    const prefix = `${this.#space.index}s/`;
    for (let after = prefix; ; ) {
      const entries = await this.#space.storage.list({ prefix, after, limit: segmentsPerRead });
      for (const { value } of entries) this.#segments.push(this.#read(value, this.#segments.length));
      this.#rows = undefined;
      await step();
      const last = entries.at(-1);
      if (!last || entries.length < segmentsPerRead) return;
      after = last.key;
    }
  }

  #read(stored: StoredValue, at: number): Map<string, Row> {
    const segment = new Map<string, Row>();
    for (const [conversation, message, timestampMs, type, text] of stored as unknown as readonly StoredRow[]) {
      const key = keyOf(conversation, message);
      segment.set(key, {
        conversationId: conversation as ConversationId,
        messageId: message as MessageId,
        ...{ timestampMs, type, text },
      });
      this.#segmentOf.set(key, at);
    }
    return segment;
  }

  /** From now on changes are noted, so that none is missed while the index is made. */
  async #start(): Promise<void> {
    const { index, messages } = this.#space;
    await this.#space.startJournal();
    await this.#space.write([{ key: `${index}state`, value: { builtUpTo: messages } }]);
  }

  async #build(from: string | undefined, step: () => Promise<void>): Promise<void> {
    const { index, messages, storage } = this.#space;
    for (let after = from ?? messages; ; ) {
      await this.#space.flushed();
      const entries = await storage.list({ prefix: messages, after, limit: messagesPerRead });
      const changed = new Set<number>();
      for (const { value } of entries) this.#put(value as unknown as Message, changed);
      const last = entries.at(-1);
      const isDone = !last || entries.length < messagesPerRead;
      const state: State = isDone ? {} : { builtUpTo: last.key };
      await this.#store(changed, [{ key: `${index}state`, value: { ...state } }]);
      await step();
      if (isDone) return;
      after = last.key;
    }
  }

  async #absorb(): Promise<void> {
    const { journal, messages, storage } = this.#space;
    for (;;) {
      await this.#space.flushed();
      const notes = await storage.list({ prefix: journal, limit: messagesPerRead });
      if (notes.length === 0) return;
      const paths = notes.map(({ key }) => key.slice(journal.length));
      // In one read of the storage where many came one after the other, in reads of their own where they are apart.
      const values = await Promise.all(paths.map((path) => storage.get(messages + path)));
      const changed = new Set<number>();
      for (const [at, path] of paths.entries()) {
        const value = values[at];
        if (value === undefined) this.#remove(path, changed);
        else this.#put(value as unknown as Message, changed);
      }
      await this.#store(
        changed,
        notes.map(({ key }) => ({ key })),
      );
    }
  }

  #put(message: Message, changed: Set<number>): void {
    const { conversationId, id, timestampMs, content } = message;
    if (id === undefined) return;
    const key = keyOf(conversationId, id);
    const at = this.#segmentOf.get(key) ?? this.#openSegment();
    this.#segments[at]?.set(key, {
      ...{ conversationId, messageId: id, timestampMs, type: content.type },
      text: searchableText(content),
    });
    this.#segmentOf.set(key, at);
    changed.add(at);
  }

  #openSegment(): number {
    const at = this.#segments.length - 1;
    if ((this.#segments[at]?.size ?? segmentCount) < segmentCount) return at;
    this.#segments.push(new Map());
    return at + 1;
  }

  #remove(path: string, changed: Set<number>): void {
    const [conversation = '', message = ''] = path.split('/');
    const key = keyOf(Number(conversation), Number(message));
    const at = this.#segmentOf.get(key);
    if (at === undefined) return;
    this.#segments[at]?.delete(key);
    this.#segmentOf.delete(key);
    changed.add(at);
  }

  async #store(changed: ReadonlySet<number>, also: readonly StorageChange[]): Promise<void> {
    if (changed.size > 0) this.#rows = undefined;
    const segments = [...changed].map((at) => ({
      key: `${this.#space.index}s/${String(at).padStart(digitCount, '0')}`,
      value: [...(this.#segments[at]?.values() ?? [])].map(
        ({ conversationId, messageId, timestampMs, type, text }): StoredRow => [
          ...([conversationId, messageId, timestampMs, type, text] as const),
        ],
      ),
    }));
    await this.#space.write([...segments, ...also]);
  }
}

function keyOf(conversation: number, message: number): string {
  return `${conversation}/${message}`;
}
