import { ImError } from '@warbler/protocol';
import { InOrder } from '../chat/in-order.ts';
import type { SignedOutReason } from '../connection/connection-state.ts';
import type { Emitter } from '../emitter.ts';
import type { ClientEventName, ClientEvents } from '../events.ts';
import type { SessionClient } from '../session-client.ts';
import type { Storage } from '../storage/storage.ts';
import { clientEventNames } from './client-routes.ts';
import { deltaOf } from './delta.ts';
import { LeaderEntry } from './leader-entry.ts';
import { reach, routesByPath } from './routes-of.ts';
import type { TabKeys } from './tab-keys.ts';
import {
  type Change,
  type FollowerWord,
  keyOf,
  type LeaderWord,
  postError,
  postEvent,
  type Reading,
} from './tab-words.ts';
import { takeHandovers } from './take-handovers.ts';

/** What a leader needs. */
export interface LeaderOptions {
  readonly client: SessionClient;
  readonly storage: Storage;
  readonly epoch: number;
  readonly keys: TabKeys;
  readonly locks: LockManager;
  readonly emitter: Emitter;
  post(word: LeaderWord): void;
  /** The session ended. */
  signedOut(reason: SignedOutReason): void;
}

interface Watched {
  readonly reading: Reading;
  /** What every follower that watches it has. */
  value: unknown;
  readonly tabs: Set<string>;
}

/** What a follower may ask for beside what the table says. */
const ownCalls: ReadonlySet<string> = new Set(['logout', 'resend', 'whenSettled']);

/** Serves the other tabs from the one client: tells what changed, does what they ask, takes their messages over. */
export class Leader {
  readonly #options: LeaderOptions;
  readonly #watched = new Map<string, Watched>();
  readonly #followers = new Set<string>();
  readonly #handoversInOrder = new InOrder();
  /** Reached under its name. */
  readonly #parts: { readonly entry: LeaderEntry };
  readonly #end = new AbortController();
  #endEvents: readonly (() => void)[] = [];

  constructor(options: LeaderOptions) {
    this.#options = options;
    const { client } = options;
    this.#parts = { entry: new LeaderEntry({ client, takeHandovers: () => this.takeHandovers() }) };
  }

  get client(): SessionClient {
    return this.#options.client;
  }

  get epoch(): number {
    return this.#options.epoch;
  }

  get hasFollowers(): boolean {
    return this.#followers.size > 0;
  }

  /** Reads or calls a member of the client, or of what is done for entries. */
  reach({ path, args }: Reading): unknown {
    return reach(path.startsWith('entry.') ? this.#parts : this.#options.client, path, args);
  }

  /** Tells this tab and the others that it leads now, and everything from here on. */
  start(): void {
    const { client, emitter } = this.#options;
    const follow = <Name extends ClientEventName>(name: Name) => client.on(name, (event) => this.#tell(name, event));
    this.#endEvents = [
      ...clientEventNames.map((name) => follow(name)),
      // After the others were told.
      client.on('signedOut', ({ reason }) => this.#options.signedOut(reason)),
    ];
    this.#post({ word: 'leading' });
    emitter.emit('connection', client.connection);
  }

  stop(): void {
    this.#end.abort();
    this.#parts.entry.close();
    for (const end of this.#endEvents) end();
    this.#endEvents = [];
  }

  heard(word: FollowerWord): void {
    switch (word.word) {
      case 'ping':
        return this.#post({ word: 'alive' });
      case 'handed':
        return void this.takeHandovers();
      case 'ask':
        return void this.#answer(word);
      case 'hello':
        this.#welcome(word.tab);
        return this.#watch(word.tab, word.readings, true);
      case 'watch':
        return this.#watch(word.tab, word.readings, false);
      default:
        word satisfies never;
    }
  }

  /** Takes over what followers have put into the store. Resolves when all that is there now is taken. */
  takeHandovers(): Promise<void> {
    const { client, emitter, keys, storage } = this.#options;
    return this.#handoversInOrder
      .run(async () => {
        if (this.#end.signal.aborted) return;
        const taken = await takeHandovers({ client, storage, prefix: keys.handovers });
        if (taken.length === 0) return;
        // Whoever handed them over shows what is in the windows from now on.
        this.#sync();
        this.#post({ word: 'taken', taken });
      })
      .catch((error: unknown) => {
        if (!this.#end.signal.aborted) emitter.emit('problem', { error: ImError.from(error) });
      });
  }

  #post(word: OwnWord): void {
    if (!this.#end.signal.aborted) this.#options.post({ ...word, epoch: this.#options.epoch });
  }

  #tell<Name extends ClientEventName>(name: Name, event: ClientEvents[Name]): void {
    // Another device in this one's place may be the next leader.
    if (!isReplaced(this.#options.client)) this.tell(name, event);
  }

  /** Tells this tab and the others. */
  tell<Name extends ClientEventName>(name: Name, event: ClientEvents[Name]): void {
    this.#post({ word: 'event', changes: this.#changes(), event: { name, event: postEvent(event) } });
    this.#options.emitter.emit(name, event);
  }

  /** What changed without an event, such as a window by more history. */
  #sync(): void {
    const changes = this.#changes();
    if (changes.length > 0) this.#post({ word: 'event', changes });
  }

  #changes(): readonly Change[] {
    const changes: Change[] = [];
    for (const [key, watched] of this.#watched) {
      const value = this.reach(watched.reading);
      if (isSame(value, watched.value)) continue;
      changes.push({ key, delta: deltaOf(watched.value, value) });
      watched.value = value;
    }
    return changes;
  }

  #watch(tab: string, readings: readonly Reading[], isFirst: boolean): void {
    const known = readings.filter(({ path }) => typeof routesByPath.get(path) === 'object');
    // Before the newcomer gets what the others have, that is what there is.
    this.#sync();
    const changes = known.map((reading) => {
      const key = keyOf(reading);
      const watched = this.#watched.get(key) ?? { reading, value: this.reach(reading), tabs: new Set() };
      watched.tabs.add(tab);
      this.#watched.set(key, watched);
      return { key, delta: { whole: watched.value } };
    });
    this.#post({ word: 'state', tab, changes, isFirst });
  }

  async #answer({ tab, id, path, args }: FollowerWord & { readonly word: 'ask' }): Promise<void> {
    const route = routesByPath.get(path);
    const isCall = route === 'again' || route === 'once' || route === 'tell' || route === 'do' || ownCalls.has(path);
    let value: unknown;
    try {
      if (!isCall) throw new ImError('unknownCall', { message: `${path} cannot be asked for` });
      value = await this.reach({ path, args });
    } catch (error) {
      value = postError(error);
    }
    this.#sync();
    this.#post({ word: 'answer', tab, id, value });
  }

  /** As long as a follower lives it holds a lock: who gets it knows that the follower is gone. */
  #welcome(tab: string): void {
    if (this.#followers.has(tab)) return;
    this.#followers.add(tab);
    const { keys, locks } = this.#options;
    const gone = () => {
      this.#followers.delete(tab);
      for (const [key, { tabs }] of this.#watched) {
        tabs.delete(tab);
        if (tabs.size === 0) this.#watched.delete(key);
      }
      void this.takeHandovers();
    };
    // It is rejected by its signal only: this tab does not lead any more.
    locks.request(keys.lifeOf(tab), { signal: this.#end.signal }, gone).catch(() => undefined);
  }
}

/** A leader's word without its epoch; of a union each member for itself. */
type OwnWord = LeaderWord extends infer Word ? (Word extends unknown ? Omit<Word, 'epoch'> : never) : never;

/** Snapshots are the same object until they change; a list may be a new one of the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one === other || (one.length === other.length && one.every((item, at) => item === other[at]));
}

function isReplaced({ connection }: SessionClient): boolean {
  return connection.state === 'signedOut' && connection.reason === 'sameDevice';
}
