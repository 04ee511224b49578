import type { ConversationId, MessageId } from '@warbler/protocol';
import type { Message } from '../message.ts';
import type { StorageChange, StoredValue } from '../storage/storage.ts';
import type { AccountSpace } from '../store/account-space.ts';
import { searchableText } from './fold.ts';
import { mergeSorted } from './merge-sorted.ts';
import { Places } from './places.ts';
import type { SearchCursor } from './search-query.ts';
import type { Slices } from './slices.ts';

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
const segmentsPerRead = 2;
/** Messages read at once. */
const messagesPerRead = 256;
/** Notes of the journal taken in at once: each is a message read by itself. */
const notesPerRead = 128;
const digitCount = 16;

/**
 * The folded texts of all stored messages, in memory and, in segments, in the storage. Messages that were put or removed
 * since are in the account's journal, written with them in one batch; `absorb` takes them in.
 */
export class SearchIndex {
  readonly #space: AccountSpace;
  readonly #segments: Row[][] = [];
  readonly #places = new Places();
  /** The rows of each segment by time; undefined where they changed. */
  readonly #sorted: (readonly Row[] | undefined)[] = [];
  readonly #types = new Map<string, string>();
  #rows: readonly Row[] | undefined;
  #absorbing: Promise<void> | undefined;

  constructor(space: AccountSpace) {
    this.#space = space;
  }

  get size(): number {
    return this.#places.size;
  }

  /** All rows by time, oldest first, as they are when it is called or later. */
  async rows(slices: Slices): Promise<readonly Row[]> {
    if (this.#rows) return this.#rows;
    const lists: (readonly Row[])[] = [];
    for (const [at, segment] of this.#segments.entries()) {
      this.#sorted[at] ??= segment.toSorted(byTime);
      lists.push(this.#sorted[at]);
      if (slices.isOver) await slices.next();
    }
    const rows = await mergeSorted(lists, byTime, slices);
    const isCurrent = lists.length === this.#segments.length && lists.every((list, at) => list === this.#sorted[at]);
    if (isCurrent) this.#rows = rows;
    return rows;
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

  #read(stored: StoredValue, at: number): Row[] {
    const rows = stored as unknown as readonly StoredRow[];
    return rows.map(([conversation, message, timestampMs, type, text], index) => {
      const [conversationId, messageId] = [conversation as ConversationId, message as MessageId];
      this.#places.set(conversationId, messageId, at * segmentCount + index);
      return { conversationId, messageId, timestampMs, type: this.#sameType(type), text };
    });
  }

  /** One text for each type, where storages read a new one for each row. */
  #sameType(type: string): string {
    const same = this.#types.get(type);
    if (same === undefined) this.#types.set(type, type);
    return same ?? type;
  }

  /** From now on changes are noted, so that none is missed while the index is made. */
  async #start(): Promise<void> {
    const { index, messages } = this.#space;
    await this.#space.startJournal();
    await this.#space.write([{ key: `${index}state`, value: { builtUpTo: messages } }]);
  }

  async #build(from: string | undefined, step: () => Promise<void>): Promise<void> {
    const { index, messages, storage } = this.#space;
    let changed = new Set<number>();
    for (let after = from ?? messages, unstored = 0; ; ) {
      await this.#space.flushed();
      const entries = await storage.list({ prefix: messages, after, limit: messagesPerRead });
      for (const { value } of entries) this.#put(value as unknown as Message, changed);
      const last = entries.at(-1);
      const isDone = !last || entries.length < messagesPerRead;
      unstored += entries.length;
      if (isDone || unstored >= segmentCount) {
        const state: State = isDone ? {} : { builtUpTo: last.key };
        await this.#store(changed, [{ key: `${index}state`, value: { ...state } }]);
        changed = new Set();
        unstored = 0;
      }
      await step();
      if (isDone) return;
      after = last.key;
    }
  }

  async #absorb(): Promise<void> {
    const { index, messages, storage } = this.#space;
    for (;;) {
      await this.#space.flushed();
      const paths = ((await storage.get(`${index}taken`)) as readonly string[] | undefined) ?? (await this.#take());
      if (paths.length === 0) return;
      const values = await Promise.all(paths.map((path) => storage.get(messages + path)));
      const changed = new Set<number>();
      for (const [at, path] of paths.entries()) {
        const value = values[at];
        if (value === undefined) this.#remove(path, changed);
        else this.#put(value as unknown as Message, changed);
      }
      await this.#store(changed, [{ key: `${index}taken` }]);
    }
  }

  /**
   * Takes notes out of the journal before their messages are read, so that what changes from then on is noted again, and
   * keeps them until the messages are in the index.
   */
  async #take(): Promise<readonly string[]> {
    const { index, journal, storage } = this.#space;
    const notes = await storage.list({ prefix: journal, limit: notesPerRead });
    const paths = notes.map(({ key }) => key.slice(journal.length));
    if (paths.length > 0) {
      await this.#space.write([...notes.map(({ key }) => ({ key })), { key: `${index}taken`, value: paths }]);
    }
    return paths;
  }

  #put({ conversationId, id, timestampMs, content }: Message, changed: Set<number>): void {
    if (id === undefined) return;
    const row: Row = {
      ...{ conversationId, messageId: id, timestampMs, type: content.type },
      text: searchableText(content),
    };
    this.#place(row, this.#places.get(conversationId, id) ?? this.#openPlace(), changed);
  }

  /** The place after the last one. */
  #openPlace(): number {
    const last = this.#segments.length - 1;
    const count = this.#segments[last]?.length ?? segmentCount;
    if (count < segmentCount) return last * segmentCount + count;
    this.#segments.push([]);
    return (last + 1) * segmentCount;
  }

  #place(row: Row, place: number, changed: Set<number>): void {
    const at = Math.floor(place / segmentCount);
    const segment = this.#segments[at];
    if (segment) segment[place % segmentCount] = row;
    this.#places.set(row.conversationId, row.messageId, place);
    this.#changed(at, changed);
  }

  #remove(path: string, changed: Set<number>): void {
    const [conversation, message] = path.split('/').map(Number);
    const place = this.#places.take(conversation as ConversationId, message as MessageId);
    if (place === undefined) return;
    const at = Math.floor(place / segmentCount);
    this.#changed(at, changed);
    // The last one of the segment fills the gap.
    const last = this.#segments[at]?.pop();
    if (last && this.#segments[at]?.length !== place % segmentCount) this.#place(last, place, changed);
  }

  #changed(at: number, changed: Set<number>): void {
    changed.add(at);
    this.#sorted[at] = undefined;
    this.#rows = undefined;
  }

  async #store(changed: ReadonlySet<number>, also: readonly StorageChange[]): Promise<void> {
    const segments = [...changed].map((at) => ({
      key: `${this.#space.index}s/${String(at).padStart(digitCount, '0')}`,
      value: (this.#segments[at] ?? []).map(
        ({ conversationId, messageId, timestampMs, type, text }): StoredRow => [
          ...([conversationId, messageId, timestampMs, type, text] as const),
        ],
      ),
    }));
    await this.#space.write([...segments, ...also]);
  }
}

/** The order of the results. */
export function byTime(one: SearchCursor, other: SearchCursor): number {
  return (
    one.timestampMs - other.timestampMs || one.conversationId - other.conversationId || one.messageId - other.messageId
  );
}
