import type { Frame } from '@warbler/protocol';
import type { Platform } from '../platform/platform.ts';
import { watchClockJumps } from '../platform/watch-clock-jumps.ts';
import { backoffMs } from './backoff.ts';
import type { ConnectionState, SignedOutReason } from './connection-state.ts';
import { Link, type LinkIdentity } from './link.ts';
import { readRefusal, type SessionRefusal } from './refusal.ts';

/** What a connection needs. */
export interface ConnectionOptions {
  readonly platform: Platform;
  readonly identity: Omit<LinkIdentity, 'deviceSn' | 'token'> & { token(): string };
  readonly deviceSn: number;
  /** The address of a server; told how many attempts in a row failed. */
  findServer(failedAttempts: number): Promise<string>;
  readonly events: ConnectionEvents;
}

/** What a connection tells its owner. */
export interface ConnectionEvents {
  stateChanged(state: ConnectionState): void;
  /** A new session begins: everything asked of the one before must be asked again. */
  online(deviceSn: number): void;
  offline(): void;
  frame(frame: Frame): void;
  /** The server ended the session for good; the connection has stopped. */
  signedOut(reason: SignedOutReason): void;
  /** The server could not be found. */
  problem(error: unknown): void;
}

/** A session that lived this long was no failed attempt: the next retry begins from the shortest wait. */
const stableMs = 30_000;
/** A server that asks again and again for an introduction on one socket gets a new socket instead. */
const provisionsPerLink = 3;
/** After a wake-up a healthy server answers within a moment; a dead socket must not cost the whole silence. */
const probeMs = 5_000;

/** Keeps a session with the server: connects, and connects again after every loss, until it is stopped. */
export class Connection {
  readonly #options: ConnectionOptions;
  #state: ConnectionState = { state: 'connecting' };
  #link: Link | undefined;
  #deviceSn: number;
  #failedAttempts = 0;
  #onlineSinceMs = 0;
  #provisionCount = 0;
  #hasSession = false;
  #isRunning = false;
  #cancelRetry = () => undefined as void;
  #endWatching = () => undefined as void;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#deviceSn = options.deviceSn;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Whether frames reach the server now. */
  get isOnline(): boolean {
    return this.#hasSession;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { platform } = this.#options;
    const endWake = platform.onWake(() => this.wake());
    const endJumps = watchClockJumps(platform.clock, () => this.wake());
    this.#endWatching = () => {
      endWake();
      endJumps();
    };
    this.#connect();
  }

  stop(): void {
    this.#isRunning = false;
    this.#endWatching();
    this.#cancelRetry();
    this.#dropLink();
  }

  /** Sends a frame that will be answered. While offline it is lost. */
  send(frame: Uint8Array): void {
    this.#link?.send(frame);
    this.#link?.expectAnswer();
  }

  /** Asks for the unread counts. */
  askUnread(): void {
    this.#link?.askUnread();
  }

  /** Acts on a refusal that came outside a PROVISION. */
  refused(refusal: SessionRefusal): void {
    if (refusal.kind === 'signOut') this.#signOut(refusal.reason);
    else if (refusal.kind === 'provisionAgain' && this.#hasSession) this.#provisionAgain();
  }

  /** The server said why this session ends. */
  kicked(reason: SignedOutReason): void {
    this.#signOut(reason);
  }

  /** The network or the page came back: waits no longer, and makes sure that an open socket is alive. */
  wake(): void {
    if (this.#state.state === 'waiting') this.#connect();
    else if (this.#hasSession) this.#link?.askUnread(probeMs);
  }

  /** Ends the socket, which does not do what it should, and connects again. */
  restart(): void {
    if (!this.#link) return;
    this.#link.close();
    this.#linkClosed();
  }

  #connect(): void {
    this.#cancelRetry();
    this.#setState({ state: 'connecting' });
    const { findServer, platform, identity, events } = this.#options;
    findServer(this.#failedAttempts)
      .then((url) => {
        if (!this.#isRunning || this.#link) return;
        this.#provisionCount = 1;
        this.#link = new Link(
          platform,
          url,
          { ...identity, token: identity.token(), deviceSn: this.#deviceSn },
          this.#linkEvents(),
        );
      })
      .catch((error: unknown) => {
        if (!this.#isRunning) return;
        events.problem(error);
        this.#waitAndRetry();
      });
  }

  #linkEvents() {
    const { events } = this.#options;
    return {
      provisioned: (deviceSn: number) => {
        this.#deviceSn = deviceSn;
        this.#hasSession = true;
        this.#onlineSinceMs = this.#options.platform.clock.now();
        this.#setState({ state: 'online' });
        events.online(deviceSn);
      },
      refused: (status: Parameters<typeof readRefusal>[0]) => {
        const refusal = readRefusal(status);
        if (refusal.kind === 'signOut') this.#signOut(refusal.reason);
        else this.restart();
      },
      frame: (frame: Frame) => events.frame(frame),
      closed: () => this.#linkClosed(),
    };
  }

  #provisionAgain(): void {
    this.#provisionCount += 1;
    if (this.#provisionCount > provisionsPerLink) return this.restart();
    this.#endSession();
    this.#setState({ state: 'connecting' });
    this.#link?.provision();
  }

  #linkClosed(): void {
    this.#link = undefined;
    const wasStable = this.#hasSession && this.#options.platform.clock.now() - this.#onlineSinceMs >= stableMs;
    if (wasStable) this.#failedAttempts = 0;
    this.#endSession();
    this.#waitAndRetry();
  }

  #waitAndRetry(): void {
    if (!this.#isRunning) return;
    const { clock, random } = this.#options.platform;
    const delayMs = backoffMs(this.#failedAttempts, random);
    this.#failedAttempts += 1;
    this.#setState({ state: 'waiting', retryAtMs: clock.now() + delayMs });
    this.#cancelRetry = clock.after(delayMs, () => this.#connect());
  }

  #signOut(reason: SignedOutReason): void {
    if (!this.#isRunning) return;
    this.stop();
    this.#setState({ state: 'signedOut', reason });
    this.#options.events.signedOut(reason);
  }

  #dropLink(): void {
    this.#link?.close();
    this.#link = undefined;
    this.#endSession();
  }

  #endSession(): void {
    if (!this.#hasSession) return;
    this.#hasSession = false;
    this.#options.events.offline();
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    this.#options.events.stateChanged(state);
  }
}
