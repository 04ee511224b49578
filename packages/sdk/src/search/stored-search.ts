import type { ConversationId } from '@warbler/protocol';
import type { Message } from '../message.ts';
import type { Clock } from '../platform/clock.ts';
import type { AccountSpace } from '../store/account-space.ts';
import { fold } from './fold.ts';
import { byTime, type Row, SearchIndex } from './search-index.ts';
import type { FoundInConversation, FoundMessages, SearchCursor, SearchProgress, SearchQuery } from './search-query.ts';
import type { SearchSource, SearchWish } from './search-source.ts';
import { Slices } from './slices.ts';

/** What a search over a store needs. */
export interface StoredSearchOptions {
  readonly space: AccountSpace;
  readonly clock: Clock;
  /** @throws ImError why nothing can be searched any more. */
  mustBeOpen(): void;
}

const defaultLimit = 50;
const maxLimit = 1_000;
const defaultPerConversation = 3;
/** Rows between two looks at the time. */
const rowsPerLook = 512;
/** Messages read at once: enough for a page, and no read blocks the thread for long. */
const messagesPerRead = 128;

/** Searches the messages of a store that this client has for itself. Begins to load or make the index at once. */
export class StoredSearch implements SearchSource {
  readonly #options: StoredSearchOptions;
  readonly #index: SearchIndex;
  /** Resolves when everything that is stored is in the index. */
  readonly opened: Promise<void>;
  #progress: SearchProgress = { indexedCount: 0, isReady: false };
  /** Of those who wait for the progress to change. */
  #changed: PromiseWithResolvers<void> | undefined;
  /** Why the index was not opened. */
  #failure: { readonly error: unknown } | undefined;

  constructor(options: StoredSearchOptions) {
    this.#options = options;
    this.#index = new SearchIndex(options.space);
    this.opened = this.#open();
    this.opened.catch((error: unknown) => {
      this.#failure = { error };
      this.#changed?.reject(error);
    });
  }

  async progress(seen: SearchProgress): Promise<SearchProgress> {
    const isSeen = () => seen.isReady === this.#progress.isReady && seen.indexedCount === this.#progress.indexedCount;
    while (isSeen()) {
      if (this.#failure) throw this.#failure.error;
      this.#changed ??= Promise.withResolvers();
      await this.#changed.promise;
    }
    return this.#progress;
  }

  async find(query: SearchQuery, wish: SearchWish): Promise<FoundMessages> {
    const limit = Math.min(Math.max(1, query.limit ?? defaultLimit), maxLimit);
    const messages: Message[] = [];
    let last: Row | undefined;
    let piece: Row[] = [];
    for await (const row of this.#match(query, wish)) {
      // One more than the page holds, so there is another.
      if (last && messages.length === limit) return { messages, cursor: cursorOf(last) };
      piece.push(row);
      if (messages.length + piece.length < limit && piece.length < messagesPerRead) continue;
      messages.push(...(await this.#look(piece)));
      last = row;
      piece = [];
    }
    messages.push(...(await this.#look(piece)));
    return { messages };
  }

  async findByConversation(
    { limit = defaultPerConversation, ...query }: Omit<SearchQuery, 'cursor'>,
    wish: SearchWish,
  ): Promise<readonly FoundInConversation[]> {
    const groups = new Map<ConversationId, Row[]>();
    const counts = new Map<ConversationId, number>();
    for await (const row of this.#match(query, wish)) {
      const { conversationId } = row;
      const count = counts.get(conversationId) ?? 0;
      counts.set(conversationId, count + 1);
      if (count === 0) groups.set(conversationId, [row]);
      else if (count < limit) groups.get(conversationId)?.push(row);
    }
    const found: FoundInConversation[] = [];
    const all = [...groups];
    const perRead = Math.max(1, Math.floor(messagesPerRead / Math.max(1, limit)));
    for (let at = 0; at < all.length; at += perRead) {
      const shown = all.slice(at, at + perRead).map(async ([conversationId, rows]) => ({
        conversationId,
        matchCount: counts.get(conversationId) ?? 0,
        messages: await this.#look(rows),
      }));
      found.push(...(await Promise.all(shown)));
    }
    return found.filter(({ messages }) => messages.length > 0);
  }

  async #open(): Promise<void> {
    const { clock, mustBeOpen } = this.#options;
    const slices = new Slices(clock);
    await this.#index.open(async () => {
      mustBeOpen();
      this.#tell(false);
      if (slices.isOver) await slices.next();
    });
    this.#tell(true);
  }

  #tell(isReady: boolean): void {
    this.#progress = { indexedCount: this.#index.size, isReady };
    this.#changed?.resolve();
    this.#changed = undefined;
  }

  /** The rows that match, in the order that is asked for. */
  async *#match(query: SearchQuery, { isWhole }: SearchWish): AsyncGenerator<Row> {
    const { clock, mustBeOpen } = this.#options;
    mustBeOpen();
    if (isWhole) await this.opened;
    if (this.#progress.isReady) await this.#index.absorb();
    const isWanted = compile(query);
    const slices = new Slices(clock);
    const rows = await this.#index.rows(slices);
    const isNewer = query.direction === 'newer';
    for (let count = 0; count < rows.length; count += 1) {
      if (count % rowsPerLook === 0 && slices.isOver) await slices.next();
      const row = rows[isNewer ? count : rows.length - 1 - count];
      if (row && isWanted(row)) yield row;
    }
  }

  /** The messages as they stand: one that is gone, or that the user is about to remove, is left out. */
  async #look(rows: readonly Row[]): Promise<readonly Message[]> {
    const { space } = this.#options;
    const found = await Promise.all(rows.map((row) => space.find(row.conversationId, row.messageId)));
    return found.filter((message) => message !== undefined);
  }
}

/** Before the cursor nothing is wanted; all words, kinds and times must fit. */
function compile(query: SearchQuery): (row: Row) => boolean {
  const { conversationId, cursor, direction, sinceMs = 0, untilMs = Number.POSITIVE_INFINITY } = query;
  const words = fold(query.text ?? '')
    .split(/\s+/u)
    .filter(Boolean);
  const types = query.types && new Set<string>(query.types);
  const isBehind = (row: Row) => {
    if (!cursor) return true;
    const order = byTime(row, cursor);
    return direction === 'newer' ? order > 0 : order < 0;
  };
  return (row) =>
    (conversationId === undefined || row.conversationId === conversationId) &&
    row.timestampMs >= sinceMs &&
    row.timestampMs < untilMs &&
    (!types || types.has(row.type)) &&
    words.every((word) => row.text.includes(word)) &&
    isBehind(row);
}

function cursorOf({ conversationId, messageId, timestampMs }: Row): SearchCursor {
  return { conversationId, messageId, timestampMs };
}
