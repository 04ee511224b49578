import { type AppId, type ConversationId, ImError } from '@warbler/protocol';
import type { SignedOutReason } from '../connection/connection-state.ts';
import type { Emitter } from '../emitter.ts';
import type { ClientEventName, ClientEvents } from '../events.ts';
import type { Message } from '../message.ts';
import type { Clock } from '../platform/clock.ts';
import type { SeamLockEvents } from '../seam.ts';
import type { SessionClient } from '../session-client.ts';
import type { Storage } from '../storage/storage.ts';
import { type Ask, Asks } from './asks.ts';
import { Handovers } from './handovers.ts';
import { Mirror } from './mirror.ts';
import { Reign } from './reign.ts';
import { routesByPath } from './routes-of.ts';
import { Sends } from './sends.ts';
import { TabKeys } from './tab-keys.ts';
import { TabLock } from './tab-lock.ts';
import type { SharedTabPorts, TabChannel } from './tab-ports.ts';
import {
  type FollowerWord,
  type LeaderWord,
  postedError,
  postedEvent,
  type Reading,
  type TabWord,
} from './tab-words.ts';
import { Watchdog } from './watchdog.ts';

/** What a seat needs. */
export interface SeatOptions {
  readonly appId: AppId;
  /** Names the account: tabs with the same scope share a client. */
  readonly scope: string;
  readonly ports: SharedTabPorts;
  readonly clock: Clock;
  readonly emitter: Emitter;
  /** The tab's own way to the store; whoever made it closes it. */
  readonly storage: Storage;
  openClient(storage: Storage): SessionClient;
  /** Signs the client of a leader in; false when there is no session. */
  open(client: SessionClient): Promise<boolean>;
  /** The session ended, for every tab. */
  ended(reason: SignedOutReason): void;
}

const farewellMs = 50;

/** A tab's place among those of one account: it follows until it leads. */
export class Seat {
  readonly sends: Sends;
  readonly #options: SeatOptions;
  readonly #tab = crypto.getRandomValues(new Uint32Array(2)).join('');
  readonly #keys: TabKeys;
  readonly #channel: TabChannel;
  readonly #lock: TabLock;
  /** Held as long as the tab lives. */
  readonly #life: TabLock;
  readonly #watchdog: Watchdog;
  readonly #mirror: Mirror;
  readonly #asks = new Asks((ask) => this.#ask(ask));
  readonly #handovers: Handovers;
  readonly #reign: Reign;
  readonly #entered = Promise.withResolvers<boolean>();
  #open: SeatOptions['open'];
  /** Readings that the leader has not been told of yet. */
  #unknown: Reading[] = [];
  /** The latest leader that was heard of, or this one. */
  #epoch = 0;
  /** Whether the others can see that the tab lives. */
  #isAlive = false;
  #hasEntered = false;
  #isOver = false;

  constructor(options: SeatOptions) {
    const { appId, clock, ports, scope, storage } = options;
    this.#options = options;
    this.#open = options.open;
    this.#keys = new TabKeys(appId, scope);
    this.#channel = ports.openChannel(this.#keys.channel);
    this.#channel.onmessage = ({ data }) => this.#heard(data as TabWord);
    this.#lock = new TabLock(ports.locks, this.#keys.channel, {
      held: () => {
        this.#watchdog.stop();
        void this.#reign.begin();
      },
      stolen: () => this.#replaced(),
    });
    this.#life = new TabLock(ports.locks, this.#keys.lifeOf(this.#tab), {
      // Only now: who is greeted takes a free lock for a sign that this tab is gone.
      held: () => {
        this.#isAlive = true;
        this.#greet();
      },
      stolen: () => undefined,
    });
    this.#watchdog = new Watchdog({
      clock,
      ping: () => this.#say({ word: 'ping' }),
      isGone: () => {
        this.#watchdog.start();
        this.#lock.steal();
      },
    });
    this.#mirror = new Mirror((reading) => this.#watch(reading));
    // Whose tab it is must be known in every moment.
    this.#mirror.note({ path: 'me', args: [] });
    this.#handovers = new Handovers({
      ...{ clock, storage, tab: this.#tab, prefix: this.#keys.handovers },
      hasWindow: (conversationId) =>
        this.#reign.isLeading || this.#mirror.isKnown(windowOf(conversationId), this.#epoch),
      handed: () => void (this.#reign.leader?.takeHandovers() ?? this.#say({ word: 'handed' })),
      changed: (conversationId, message) =>
        queueMicrotask(() => this.#emit('messages', { conversationId, changed: [message] })),
    });
    this.#reign = this.#newReign();
    this.sends = new Sends({
      handovers: this.#handovers,
      client: () => (this.#reign.isFresh ? this.client : undefined),
      read: (path, args) => this.read(path, args),
      call: (path, args, mayRepeat) => this.call(path, args, mayRepeat),
      tell: (path, args) => this.tell(path, args),
      windows: () => this.#mirror.windows.map(({ reading }) => reading),
    });
  }

  /** Takes the seat. Resolves once the account is open; to false when nobody is signed in to it. */
  enter(): Promise<boolean> {
    this.#life.want();
    this.#lock.want();
    this.#watchdog.start();
    return this.#entered.promise;
  }

  /** Whether no other tab is at this account. */
  get isAlone(): boolean {
    return this.#reign.leader?.hasFollowers === false;
  }

  /** The client of this tab, when it leads. */
  get client(): SessionClient | undefined {
    return this.#reign.client;
  }

  read(path: string, args: readonly unknown[]): unknown {
    const reading = { path, args };
    const { leading } = this.#reign;
    if (leading) this.#mirror.note(reading);
    const value = leading ? leading.reach(reading) : this.#mirror.read(reading);
    if (path !== 'messages') return value;
    const [conversationId] = args as readonly [ConversationId];
    return this.#handovers.over(conversationId, value as readonly Message[]);
  }

  /** Makes a call. `mayRepeat`: once more where nobody knows whether it was done. */
  call(path: string, args: readonly unknown[], mayRepeat: boolean): Promise<unknown> {
    return this.#asks.add({ path, args }, mayRepeat);
  }

  /** Makes a call that nobody waits for. @throws ImError what the client says at once, in the tab that leads. */
  tell(path: string, args: readonly unknown[]): void {
    const { leading } = this.#reign;
    if (leading) return void leading.reach({ path, args });
    this.call(path, args, true).catch((error: unknown) => this.problem(error));
  }

  /** Something failed in the background. */
  problem(error: unknown): void {
    this.#emit('problem', { error: ImError.from(error) });
  }

  /** A lock among the tabs of the account. */
  lock(name: string, events: SeamLockEvents): TabLock {
    return new TabLock(this.#options.ports.locks, `${this.#keys.channel}.${name}`, events);
  }

  /** Leaves the account to the other tabs. */
  async leave(keepLockMs = 0): Promise<void> {
    if (this.#isOver) return;
    this.#entered.resolve(false);
    this.#watchdog.stop();
    this.#life.letGo();
    this.#asks.end(new ImError('cancelled', { message: 'The client is closed' }));
    this.#isOver = true;
    this.#channel.close();
    await this.#reign.end();
    if (keepLockMs > 0) this.#options.clock.after(keepLockMs, () => this.#lock.letGo());
    else this.#lock.letGo();
  }

  #watch(reading: Reading): void {
    this.#unknown.push(reading);
    if (this.#unknown.length > 1) return;
    queueMicrotask(() => this.#say({ word: 'watch', tab: this.#tab, readings: this.#unknown.splice(0) }));
  }

  #greet(): void {
    if (this.#isAlive) this.#say({ word: 'hello', tab: this.#tab, readings: this.#mirror.readings });
  }

  #say(word: FollowerWord | LeaderWord): void {
    if (!this.#isOver) this.#channel.postMessage(word);
  }

  #ask(ask: Ask): void {
    const { id, path, args } = ask;
    if (this.#isOver) return ask.reject(new ImError('cancelled', { message: 'The client is closed' }));
    if (!this.client && !this.#hasEntered) return;
    const epoch = this.#epoch;
    ask.askedIn = epoch;
    const failed = (error: unknown) => this.#asks.answered({ id, epoch }, undefined, ImError.from(error));
    const { leading } = this.#reign;
    if (leading) {
      Promise.resolve()
        .then(() => leading.reach({ path, args }))
        .then((value) => this.#asks.answered({ id, epoch }, value), failed);
      return;
    }
    try {
      this.#say({ word: 'ask', tab: this.#tab, id, path, args });
    } catch (cause) {
      failed(new ImError('invalidParameter', { message: 'What is given to a call must be plain data', cause }));
    }
  }

  #heard(word: TabWord): void {
    if (this.#isOver) return;
    if ('epoch' in word) this.#heardLeader(word);
    else if (this.#reign.isLeading) this.#reign.leader?.heard(word);
    else if (this.#reign.isClaimed && word.word === 'ping') this.#say({ word: 'alive', epoch: this.#epoch });
    else if (word.word === 'handed') void this.#reign.leader?.takeHandovers();
  }

  #heardLeader(word: LeaderWord): void {
    this.#watchdog.heard();
    if (word.epoch < this.#epoch || word.word === 'alive') return;
    // A new leader takes messages over before it leads.
    if (word.word === 'taken') return this.#handovers.taken(word.taken);
    if (word.epoch > this.#epoch) {
      this.#epoch = word.epoch;
      // It leads, so this tab does not, whether it was told so or not.
      if (this.#reign.isClaimed) this.#replaced();
      if (word.word === 'leading') this.#greet();
    }
    if (this.#reign.isClaimed) return;
    switch (word.word) {
      case 'leading':
        return this.#asks.makeAgain(this.#epoch);
      case 'state':
        if (word.tab === this.#tab) this.#state(word);
        return;
      case 'event':
        return this.#event(word);
      case 'answer':
        if (word.tab === this.#tab) this.#asks.answered(word, word.value, postedError(word.value));
        return;
      default:
        word satisfies never;
    }
  }

  #state({ changes, epoch, isFirst }: LeaderWord & { readonly word: 'state' }): void {
    const told = this.#mirror.apply(changes, epoch);
    this.#handovers.settle();
    if (isFirst) {
      this.#enter(true);
      this.#reconcile();
      this.#asks.makeAgain(this.#epoch);
      this.#emit('connection', this.read('connection', []) as ClientEvents['connection']);
      this.#emit('conversations', undefined);
    }
    this.#emitReadings(told);
  }

  #event({ changes, epoch, event }: LeaderWord & { readonly word: 'event' }): void {
    this.#mirror.apply(changes, epoch);
    // A tab that is about to sign in has nothing to do with the end of the session before.
    if (!event || !this.#hasEntered) return;
    const told = postedEvent(event.event);
    this.#emit(event.name as ClientEventName, told as never);
    if (event.name === 'signedOut') this.#end((told as ClientEvents['signedOut']).reason);
  }

  #newReign(): Reign {
    const { clock, emitter, openClient, ports, storage } = this.#options;
    return new Reign({
      ...{ clock, emitter, openClient, ports, storage },
      keys: this.#keys,
      open: (client) => this.#open(client),
      post: (word) => {
        this.#say(word);
        if (word.word === 'taken') this.#handovers.taken(word.taken);
      },
      windows: () => this.#mirror.windows,
      claimed: (epoch) => {
        this.#epoch = epoch;
      },
      begun: () => {
        this.#enter(true);
        this.#reconcile();
        this.#emit('conversations', undefined);
        this.#emitReadings(this.#mirror.readings);
        this.#asks.makeAgain(this.#epoch);
      },
      noSession: () => this.#noSession(),
      failed: (error) => this.#failed(error),
      again: () => {
        this.#lock.letGo();
        this.#lock.want();
      },
      doubted: () => this.#keepShown(),
      replaced: () => this.#replaced(),
      ended: (reason) => this.#end(reason),
    });
  }

  #reconcile(): void {
    this.#handovers.reconcile().catch((error: unknown) => this.problem(error));
  }

  /** What the client of this tab shows stays on the screen without it. */
  #keepShown(): void {
    const { leading } = this.#reign;
    if (leading) this.#mirror.copy((reading) => leading.reach(reading));
  }

  /** Another tab leads now. */
  #replaced(): void {
    if (this.#isOver) return;
    this.#keepShown();
    void this.#reign.end();
    this.#lock.letGo();
    this.#lock.want();
    this.#greet();
    this.#watchdog.start();
  }

  /** The session was ended while this tab did not hear of it. */
  #noSession(): void {
    if (this.#hasEntered) {
      this.#emit('signedOut', { reason: 'logout' });
      this.#end('logout');
    } else {
      this.#enter(false);
      void this.leave();
    }
  }

  #failed(error: unknown): boolean {
    if (this.#hasEntered) this.#emit('problem', { error: ImError.from(error) });
    else {
      this.#entered.reject(error);
      void this.leave();
    }
    return this.#hasEntered;
  }

  #end(reason: SignedOutReason): void {
    if (this.#isOver) return;
    this.#options.ended(reason);
    // The others hear why before one of them gets the lock and finds no session.
    void this.leave(farewellMs);
  }

  #enter(isOpen: boolean): void {
    this.#hasEntered = isOpen;
    this.#open = (client) => client.resume();
    this.#entered.resolve(isOpen);
  }

  #emitReadings(readings: readonly Reading[]): void {
    for (const { path, args } of readings) {
      const route = routesByPath.get(path);
      const told = typeof route === 'object' ? route.told?.(...(args as never[])) : undefined;
      if (told) this.#emit(told.name, told.event as never);
    }
  }

  #emit<Name extends ClientEventName>(name: Name, event: ClientEvents[Name]): void {
    if (!this.#isOver) this.#options.emitter.emit(name, event);
  }
}

function windowOf(conversationId: ConversationId): Reading {
  return { path: 'messages', args: [conversationId] };
}
