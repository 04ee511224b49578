import type { SignedOutReason } from '../connection/connection-state.ts';
import type { Emitter } from '../emitter.ts';
import type { Clock } from '../platform/clock.ts';
import type { SessionClient } from '../session-client.ts';
import type { Storage } from '../storage/storage.ts';
import { Leader } from './leader.ts';
import { claimLeadership, endLeadership, type Leadership } from './leadership.ts';
import { openWindows, type ShownWindow } from './open-windows.ts';
import type { TabKeys } from './tab-keys.ts';
import type { SharedTabPorts } from './tab-ports.ts';
import type { LeaderWord } from './tab-words.ts';

/** What a reign needs of the seat that leads. */
export interface ReignOptions {
  readonly keys: TabKeys;
  readonly ports: SharedTabPorts;
  readonly clock: Clock;
  readonly emitter: Emitter;
  readonly storage: Storage;
  openClient(storage: Storage): SessionClient;
  /** Signs the client in; false when there is no session. */
  open(client: SessionClient): Promise<boolean>;
  post(word: LeaderWord): void;
  /** What this tab showed while it followed. */
  windows(): readonly ShownWindow[];
  /** The store is this tab's. */
  claimed(epoch: number): void;
  /** The client is signed in, shows what was shown, and the followers know. */
  begun(): void;
  /** There was no session to open. */
  noSession(): void;
  /** Tells whether it is to be tried again. */
  failed(error: unknown): boolean;
  again(): void;
  /** The server has put another client in the place of this one, which is about to show nothing any more. */
  doubted(): void;
  /** Another tab leads now. */
  replaced(): void;
  /** The session is over, for all tabs. */
  ended(reason: SignedOutReason): void;
}

/** A leader whose timers stood still for so long may have been replaced. */
const maxBeatAgeMs = 6_000;
const beatMs = 2_000;

/** How a tab leads: from getting the lock until it loses it or gives it up, again and again. */
export class Reign {
  readonly #options: ReignOptions;
  /** Names the time from getting the lock to losing it. */
  #term: symbol | undefined;
  #leadership: Leadership | undefined;
  /** There as soon as the client is signed in. */
  #leader: Leader | undefined;
  #isLeading = false;
  #beatAtMs = 0;
  #cancelTimer = () => undefined as void;

  constructor(options: ReignOptions) {
    this.#options = options;
  }
  /** The client, once the tab leads with it. */
  get client(): SessionClient | undefined {
    return this.leading?.client;
  }

  /** What serves this tab too, once it leads. */
  get leading(): Leader | undefined {
    return this.#isLeading ? this.leader : undefined;
  }

  /**
   * Serves the other tabs; there a moment before the tab leads, and gone when the server has put another in its client's
   * place, which this tab may hear of last.
   */
  get leader(): Leader | undefined {
    return this.#leader?.client.me ? this.#leader : undefined;
  }

  get isLeading(): boolean {
    return this.#isLeading;
  }

  /** Whether the store is this tab's. */
  get isClaimed(): boolean {
    return this.#leadership !== undefined;
  }

  /** Whether no other tab can have thought this one gone. */
  get isFresh(): boolean {
    return this.#options.clock.elapsed() - this.#beatAtMs < maxBeatAgeMs;
  }

  /** The lock is this tab's. */
  async begin(): Promise<void> {
    const term = Symbol('term');
    this.#term = term;
    let leadership: Leadership | undefined;
    try {
      const { keys, openClient, ports } = this.#options;
      leadership = await claimLeadership({
        epochKey: keys.epoch,
        openStorage: (guard) => ports.openStorage(guard),
        openClient,
      });
      if (this.#term !== term) return void (await endLeadership(leadership));
      await this.#rule(leadership);
    } catch (error) {
      if (leadership) await endLeadership(leadership);
      if (this.#term === term) this.#failed(error);
    }
  }

  /** Lets go of the client and the store, at any point. */
  async end(): Promise<void> {
    const leadership = this.#leadership;
    this.#leader?.stop();
    this.#forget();
    this.#cancelTimer();
    if (leadership) await endLeadership(leadership);
  }

  async #rule(leadership: Leadership): Promise<void> {
    const { begun, claimed, clock, emitter, keys, noSession, open, ports, post, storage, windows } = this.#options;
    const { client, epoch } = leadership;
    this.#leadership = leadership;
    claimed(epoch);
    const isOpen = await open(client);
    if (this.#leadership !== leadership) return;
    if (!isOpen) return noSession();
    const leader = new Leader({
      ...{ client, emitter, epoch, keys, post, storage, locks: ports.locks },
      signedOut: (reason) => void this.#signedOut(reason),
    });
    this.#leader = leader;
    client.on('connection', (state) => {
      if (state.state === 'signedOut' && state.reason === 'sameDevice') this.#options.doubted();
    });
    await openWindows(client, clock, windows());
    if (this.#leader !== leader) return;
    void leader.takeHandovers();
    this.#isLeading = true;
    this.#beat();
    leader.start();
    begun();
  }

  async #signedOut(reason: SignedOutReason): Promise<void> {
    const leadership = this.#leadership;
    // The next leader of this very device says that it is in the place of this one.
    if (reason === 'sameDevice' && !(await leadership?.isValid())) {
      if (leadership && this.#leadership === leadership) this.#options.replaced();
      return;
    }
    if (!leadership || this.#leadership !== leadership) return;
    if (reason === 'sameDevice') {
      this.#leader?.tell('connection', { state: 'signedOut', reason });
      this.#leader?.tell('conversations', undefined);
      this.#leader?.tell('signedOut', { reason });
    }
    this.#options.ended(reason);
  }

  #failed(error: unknown): void {
    this.#forget();
    const { again, clock, failed } = this.#options;
    if (failed(error)) this.#cancelTimer = clock.after(beatMs, again);
  }

  #forget(): void {
    this.#term = undefined;
    this.#leadership = undefined;
    this.#leader = undefined;
    this.#isLeading = false;
  }

  /** As long as this comes in time, no other tab can have thought this one gone. */
  #beat(): void {
    const { clock } = this.#options;
    this.#beatAtMs = clock.elapsed();
    this.#cancelTimer = clock.after(beatMs, () => this.#beat());
  }
}
