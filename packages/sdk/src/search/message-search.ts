import { ImError } from '@warbler/protocol';
import type { Client } from '../client.ts';
import type { FoundInConversation, FoundMessages, SearchProgress, SearchQuery } from './search-query.ts';
import { StoredSearch } from './stored-search.ts';

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

/**
 * Searches the stored messages. The first search on a device makes the index in the background (see `progress`); from
 * then on it is kept in the storage, in one batch with the messages. Make one for each sign-in, and close it.
 * @throws ImError `notLoggedIn`.
 */
export function createMessageSearch(client: Client, { onProgress }: MessageSearchOptions = {}): MessageSearch {
  const { seam } = client;
  const signedIn = seam.account();
  const { space, search: shared } = signedIn ?? {};
  const state = { progress: { indexedCount: 0, isReady: false } as SearchProgress, isClosed: false };
  const mustBeOpen = () => {
    if (state.isClosed) throw new ImError('cancelled', { message: 'The search is closed' });
    const account = seam.account();
    if (!account || account.space !== space || account.search !== shared) {
      throw new ImError('notLoggedIn', { message: 'Nobody is signed in, or another user' });
    }
  };
  const source = shared ?? (space && new StoredSearch({ space, clock: seam.platform.clock, mustBeOpen }));
  if (!signedIn || !source) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });

  const follow = async () => {
    while (!state.progress.isReady) {
      const progress = await source.progress(state.progress);
      mustBeOpen();
      state.progress = progress;
      onProgress?.(progress);
    }
  };
  const isReady = follow();
  isReady.catch((error: unknown) => {
    // Closed, or of a user who is gone: nobody is in want of the index.
    if (!state.isClosed && seam.account()?.space === space) signedIn.problem(error);
  });
  /** What was whole once stays so, also when another tab leads that has to load its index. */
  const wish = () => ({ isWhole: state.progress.isReady });

  return {
    get progress() {
      return state.progress;
    },
    ready: () => isReady,
    async find(query) {
      mustBeOpen();
      return source.find(query, wish());
    },
    async findByConversation(query) {
      mustBeOpen();
      return source.findByConversation(query, wish());
    },
    close() {
      state.isClosed = true;
    },
  };
}
