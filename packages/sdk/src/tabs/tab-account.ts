import type { AppId, ConversationId, UserId } from '@warbler/protocol';
import type { RestClient } from '../http/rest-client.ts';
import { UserRest } from '../http/user-rest.ts';
import type { LocalMessageId, Message, MessageContent, OutgoingContent, SendFailure } from '../message.ts';
import type { AccountSeam, SeamLock, SeamLockEvents } from '../seam.ts';
import type { SearchSource } from '../search/search-source.ts';
import type { Storage } from '../storage/storage.ts';
import { type Kept, keptIn } from '../store/kept.ts';
import { AccountKeys } from '../store/keys.ts';
import type { Seat } from './seat.ts';

/** What the account of a tab is made of. */
export interface TabAccountOptions {
  readonly appId: AppId;
  readonly scope: string;
  readonly me: UserId;
  readonly seat: Seat;
  readonly rest: RestClient;
  /** The tab's own way to the store. */
  readonly storage: Storage;
}

/**
 * The account as the entries of a tab see it, the same whoever leads: what a tab does alone (uploads, calls to the
 * server) goes on when the leader changes, and the rest is asked of whoever leads.
 */
export class TabAccount implements AccountSeam {
  readonly me: UserId;
  readonly rest: UserRest;
  readonly search: SearchSource;
  readonly #options: TabAccountOptions;

  constructor(options: TabAccountOptions) {
    const { me, rest, seat } = options;
    this.#options = options;
    this.me = me;
    this.rest = new UserRest(rest, this.token);
    const ask = <Answer>(name: string, args: readonly unknown[]) =>
      seat.call(`entry.search.${name}`, args, true) as Promise<Answer>;
    this.search = {
      progress: (seen) => ask('progress', [seen]),
      find: (query, wish) => ask('find', [query, wish]),
      findByConversation: (query, wish) => ask('findByConversation', [query, wish]),
    };
  }

  readonly token = (): string => this.#read('token') as string;
  readonly deviceSn = (): number => this.#read('deviceSn') as number;
  readonly restBase = (): string => this.#read('restBase') as string;
  readonly problem = (error: unknown): void => this.#options.seat.problem(error);

  /** Written past the leader: what an entry keeps belongs to the tab that does the work. */
  kept(name: string): Kept {
    const { appId, me, scope, storage } = this.#options;
    return keptIn(storage, new AccountKeys(appId, me, scope).kept(name), {
      flushed: async () => undefined,
      write: (changes) => storage.write(changes),
    });
  }

  lock(name: string, events: SeamLockEvents): SeamLock {
    return this.#options.seat.lock(name, events);
  }

  refreshMe(): void {
    this.#options.seat.tell('entry.refreshMe', []);
  }

  held(): readonly Message[] {
    return this.#options.seat.sends.held;
  }

  keepsFileOf(localId: string): Promise<boolean> {
    return this.#options.seat.call('entry.keepsFileOf', [localId], true) as Promise<boolean>;
  }

  hold(conversationId: ConversationId, content: OutgoingContent): Message {
    return this.#options.seat.sends.hold(conversationId, content);
  }

  release(localId: LocalMessageId, content: MessageContent): Promise<void> {
    return this.#options.seat.sends.callAbout(localId, 'entry.release', [content]);
  }

  failHeld(localId: LocalMessageId, failure: SendFailure): Promise<void> {
    return this.#options.seat.sends.callAbout(localId, 'entry.failHeld', [failure]);
  }

  #read(name: string): unknown {
    return this.#options.seat.read(`entry.${name}`, []);
  }
}
