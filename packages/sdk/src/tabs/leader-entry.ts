import { ImError } from '@warbler/protocol';
import type { LocalMessageId, Message, MessageContent, SendFailure } from '../message.ts';
import type { AccountSeam } from '../seam.ts';
import { StoredSearch } from '../search/stored-search.ts';
import type { SessionClient } from '../session-client.ts';
import type { EntryApi } from './entry-api.ts';

/** What a leader's part for the entries needs. */
export interface LeaderEntryOptions {
  readonly client: SessionClient;
  /** Resolves when everything that followers have handed over is in the client. */
  takeHandovers(): Promise<void>;
}

/** So long after the last search the index leaves the memory, in ms. */
const searchIdleMs = 300_000;

/** Serves the entries of all tabs from the one client. */
export class LeaderEntry implements EntryApi {
  readonly #options: LeaderEntryOptions;
  #search: StoredSearch | undefined;
  #cancelIdle = () => undefined as void;
  #isClosed = false;

  constructor(options: LeaderEntryOptions) {
    this.#options = options;
  }

  token(): string {
    return this.#found?.token() ?? '';
  }

  deviceSn(): number {
    return this.#found?.deviceSn() ?? 0;
  }

  restBase(): string {
    return this.#found?.restBase() ?? '';
  }

  refreshMe(): void {
    this.#found?.refreshMe();
  }

  held(): readonly Message[] {
    return this.#found?.held() ?? [];
  }

  async keepsFileOf(localId: string): Promise<boolean> {
    // A file may be stored before its message is known here.
    await this.#options.takeHandovers();
    return this.#account.keepsFileOf(localId);
  }

  /** Whoever asks forgets the file then: the next leader must know it too. */
  async release(localId: LocalMessageId, content: MessageContent): Promise<void> {
    await this.#account.release(localId, content);
    await this.#options.client.flushed();
  }

  async failHeld(localId: LocalMessageId, failure: SendFailure): Promise<void> {
    await this.#account.failHeld(localId, failure);
    await this.#options.client.flushed();
  }

  get search(): StoredSearch {
    const { clock } = this.#options.client.seam.platform;
    this.#cancelIdle();
    this.#cancelIdle = clock.after(searchIdleMs, () => {
      this.#search = undefined;
    });
    this.#search ??= this.#openSearch();
    return this.#search;
  }

  /** This tab does not lead any more. */
  close(): void {
    this.#isClosed = true;
    this.#cancelIdle();
    this.#search = undefined;
  }

  #openSearch(): StoredSearch {
    const { space } = this.#account;
    if (!space) throw new ImError('notLoggedIn', { message: 'The stored messages are not here' });
    const search: StoredSearch = new StoredSearch({
      space,
      clock: this.#options.client.seam.platform.clock,
      mustBeOpen: () => {
        if (this.#isClosed) throw new ImError('cancelled', { message: 'The tab does not lead any more' });
        if (this.#found?.space !== space) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
      },
    });
    search.opened.catch(() => {
      // The next call tries again.
      if (this.#search === search) this.#search = undefined;
    });
    return search;
  }

  get #found(): AccountSeam | undefined {
    return this.#options.client.seam.account();
  }

  get #account(): AccountSeam {
    if (!this.#found) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
    return this.#found;
  }
}
