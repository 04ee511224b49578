import { ImError } from '@warbler/protocol';
import type { Client } from '../client.ts';
import type { Message } from '../message.ts';
import type { AccountSpace } from '../store/account-space.ts';
import { fold } from './fold.ts';
import { type Row, SearchIndex } from './search-index.ts';
import type { FoundInConversation, FoundMessages, SearchCursor, SearchProgress, SearchQuery } from './search-query.ts';

/** How a search is made. */
export interface MessageSearchOptions {
  /** Called while the index is loaded or made, and when it is ready. */
  readonly onProgress?: (progress: SearchProgress) => void;
}

/** Finds messages that are stored on this device, of the user who is signed in now. */
export interface MessageSearch {
  readonly progress: SearchProgress;
  /** Resolves when everything that is stored can be found. @throws ImError `cancelled` when the search was closed. */
  ready(): Promise<void>;
  /** Messages of one or all conversations. Before the index is ready, among those that it holds. */
  find(query: SearchQuery): Promise<FoundMessages>;
  /** The same by conversation, the one with the best hit first; `limit` is the messages of each (default 3). */
  findByConversation(query: Omit<SearchQuery, 'cursor'>): Promise<readonly FoundInConversation[]>;
  /** Lets go of the index in memory. */
  close(): void;
}

const defaultLimit = 50;
const maxLimit = 1_000;
const defaultPerConversation = 3;
/** Rows looked at in one go: about 2 ms. */
const rowsPerTurn = 20_000;

/**
 * Searches the stored messages. The first search on a device makes the index in the background (see `progress`); from
 * then on it is kept in the storage, in one batch with the messages. Make one for each sign-in, and close it.
 * @throws ImError `notLoggedIn`.
 */
export function createMessageSearch(client: Client, { onProgress }: MessageSearchOptions = {}): MessageSearch {
  const { space } = client.local;
  if (!space) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
  const index = new SearchIndex(space);
  const state = { isReady: false, isClosed: false };
  const progress = (): SearchProgress => ({ indexedCount: index.size, isReady: state.isReady });
  const mustBeOpen = () => {
    if (state.isClosed) throw new ImError('cancelled', { message: 'The search is closed' });
    if (client.local.space !== space) throw new ImError('notLoggedIn', { message: 'Another user is signed in' });
  };
  const opened = index
    .open(async () => {
      mustBeOpen();
      onProgress?.(progress());
      await nextTurn();
    })
    .then(() => {
      state.isReady = true;
      onProgress?.(progress());
    });
  // Whoever waits for it hears of it.
  opened.catch(() => undefined);

  const match = async (query: SearchQuery): Promise<Row[]> => {
    mustBeOpen();
    if (state.isReady) await index.absorb();
    const isWanted = compile(query);
    const { rows } = index;
    const found: Row[] = [];
    for (let from = 0; from < rows.length; from += rowsPerTurn) {
      if (from > 0) await nextTurn();
      for (const row of rows.slice(from, from + rowsPerTurn)) if (isWanted(row)) found.push(row);
    }
    return found.sort(query.direction === 'newer' ? byTime : (one, other) => byTime(other, one));
  };

  return {
    get progress() {
      return progress();
    },
    ready: () => opened,
    async find(query) {
      const found = await match(query);
      const limit = Math.min(Math.max(1, query.limit ?? defaultLimit), maxLimit);
      const { messages, last } = await look(space, found, limit);
      return { messages, ...(last && last !== found.at(-1) ? { cursor: cursorOf(last) } : {}) };
    },
    async findByConversation({ limit = defaultPerConversation, ...query }) {
      const groups = new Map<number, Row[]>();
      for (const row of await match(query)) {
        const group = groups.get(row.conversationId);
        if (group) group.push(row);
        else groups.set(row.conversationId, [row]);
      }
      const shown = [...groups.values()].map(async (rows) => ({ rows, ...(await look(space, rows, limit)) }));
      return (await Promise.all(shown)).flatMap(({ rows, messages }) =>
        messages.length === 0
          ? []
          : messages.slice(0, 1).map(({ conversationId }) => ({ conversationId, matchCount: rows.length, messages })),
      );
    },
    close() {
      state.isClosed = true;
    },
  };
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

/** The messages as they stand: one that is gone, or that the user is about to remove, is left out. */
async function look(
  space: AccountSpace,
  rows: readonly Row[],
  limit: number,
): Promise<{ readonly messages: readonly Message[]; readonly last: Row | undefined }> {
  const messages: Message[] = [];
  let at = 0;
  while (at < rows.length && messages.length < limit) {
    const piece = rows.slice(at, at + limit - messages.length);
    const found = await Promise.all(piece.map((row) => space.find(row.conversationId, row.messageId)));
    messages.push(...found.filter((message) => message !== undefined));
    at += piece.length;
  }
  return { messages, last: rows[at - 1] };
}

function cursorOf({ conversationId, messageId, timestampMs }: Row): SearchCursor {
  return { conversationId, messageId, timestampMs };
}

function byTime(one: SearchCursor, other: SearchCursor): number {
  return (
    one.timestampMs - other.timestampMs || one.conversationId - other.conversationId || one.messageId - other.messageId
  );
}

/** Lets the page breathe. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
