import {
  Command,
  CompressMethod,
  type ConversationId,
  EncryptMethod,
  type Frame,
  ImError,
  readFrame,
} from '@warbler/protocol';
import { type Awaitable, andThen } from '../awaitable.ts';
import { withUnread } from '../conversations/index.ts';
import { compressFrame, inflatePayload } from './compression.ts';
import { CloseReason, type Connection } from './connection.ts';
import { provisionRefusedFrame, refusedFrame, unreadFrame, unreadRefusedFrame } from './frames.ts';
import type { GatewayDependencies } from './gateway.ts';
import { provision } from './provision.ts';
import type { SendRates } from './send-rates.ts';
import type { Session } from './session.ts';
import { handleSync, type SyncContext } from './sync.ts';
import { TokenBucket } from './token-bucket.ts';

/** Frames of one connection that may be under way at once; a client that pipelines more is told to slow down. */
const FRAMES_WAITING_MAX = 1000;

/** Pages of a conversation that one connection may have under way; its further frames wait their turn. */
const READS_MAX = 8;

/** What a stranger's compressed login may inflate to. */
const LOGIN_MAX_BYTES = 16_384;

const MINUTE_MS = 60_000;

/**
 * One socket, from its first frame to its last: takes frames in order, and starts what they ask for in that order.
 * Storing and reading are not waited for before the next frame: the store answers in the order of the calls.
 */
export class ClientConnection implements SyncContext {
  readonly dependencies: GatewayDependencies;
  readonly rates: SendRates;
  /** Until then news of groups does not come here. */
  groupsEntered: Promise<void> = Promise.resolve();
  readonly #connection: Connection;
  readonly #openedMs: number;
  #session: Session | undefined;
  /** What the next frame starts behind; absent when the last one has started. */
  #lane: Promise<void> | undefined;
  readonly #frameRate: TokenBucket;
  #waitingCount = 0;
  #readCount = 0;
  /** These two are made when somebody waits. */
  #onReadDone: (() => void)[] | undefined;
  #onIdle: (() => void)[] | undefined;
  #heardMs: number;
  #badFrames = { count: 0, sinceMs: 0 };
  #usesZlib = false;
  #hasAskedUnread = false;
  #isClosed = false;
  #checkedMs = 0;

  constructor(dependencies: GatewayDependencies, rates: SendRates, connection: Connection) {
    this.dependencies = dependencies;
    this.rates = rates;
    this.#connection = connection;
    this.#openedMs = dependencies.elapsed();
    this.#heardMs = this.#openedMs;
    const { framesPerSecond: perSecond, frameBurst: burst } = dependencies.limits;
    this.#frameRate = new TokenBucket({ perSecond, burst }, this.#openedMs);
  }

  /** A message arrived. */
  onFrame(bytes: Uint8Array): void {
    const { elapsed, metrics, limits } = this.dependencies;
    this.#heardMs = elapsed();
    metrics.frameReceived();
    if (this.#isClosed) return;
    try {
      const isTooFast = this.#waitingCount >= FRAMES_WAITING_MAX || !this.#frameRate.take(this.#heardMs);
      if (isTooFast) throw new ImError('rateLimited');
      const frame = readFrame(bytes, { maxBytes: limits.frameBytes });
      if (frame.encryptMethod !== EncryptMethod.ENCRYPT_NONE) throw new ImError('encryptUnsupported');
      this.#startInTurn(frame);
    } catch (error) {
      this.#refuseFrame(this.noteRefusal(error));
    }
  }

  /** Counts something as under way until it settles, and answers for it when it fails. Never rejects. */
  track(work: Promise<void>, onFailure?: (error: ImError) => void): Promise<void> {
    this.#waitingCount += 1;
    return work.then(
      () => this.#settled(),
      (cause) => {
        this.#settled();
        const error = this.noteRefusal(cause);
        if (onFailure === undefined) this.#refuseFrame(error);
        else onFailure(error);
      },
    );
  }

  /** Starts reading a page once fewer than the most are under way; it is over when that has started. */
  startRead(read: () => Promise<void>, onFailure: (error: ImError) => void): Awaitable<void> {
    return andThen(this.#readCount < READS_MAX ? undefined : this.#whenReadDone(), () => {
      if (this.#isClosed) return;
      this.#readCount += 1;
      void this.track(read(), onFailure).then(() => {
        this.#readCount -= 1;
        this.#onReadDone?.shift()?.();
      });
    });
  }

  /** Counts a refusal, and logs it when it is the server's own fault. @returns the error to answer with */
  noteRefusal(cause: unknown): ImError {
    const error = ImError.from(cause);
    this.dependencies.metrics.frameRefused(error.code);
    if (error.code === 'internal') this.dependencies.logger.error({ err: error.cause ?? error }, 'a frame failed');
    return error;
  }

  /** Whether nobody hears any more what is sent. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The login succeeded; a session that this connection had before is over. */
  startSession(session: Session): void {
    const { sessions, groups, conversations, checks, elapsed } = this.dependencies;
    this.endSession();
    this.#session = session;
    this.#hasAskedUnread = false;
    this.#checkedMs = elapsed();
    sessions.add(session);
    const entered = groups.enter(session, () => conversations.memberships({ user: session.user }));
    // What other nodes stored before their news was heard here, and after the device asked what there is.
    this.groupsEntered = this.track(checks === undefined ? entered : entered.then(() => checks.news(session)));
  }

  /** The session is over; the connection stays. */
  endSession(): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    const { sessions, groups, devices } = this.dependencies;
    sessions.remove(session);
    groups.leave(session);
    devices.left(session.app.appId, session);
  }

  /** Sends a frame, and lets go of a peer that does not read: its device pulls what it missed. */
  send(frame: Uint8Array): void {
    if (this.#isClosed) return;
    this.#connection.send(this.#usesZlib ? compressFrame(frame) : frame);
    if (this.#connection.waitingBytes() <= this.dependencies.limits.outboundBytes) return;
    this.#noteDrop(CloseReason.tooSlow);
    this.onClose();
    this.#connection.cut();
  }

  /** Closes the socket after what was sent. */
  close(reason: CloseReason): void {
    if (this.#isClosed) return;
    this.#noteDrop(reason);
    this.#connection.close(reason);
    this.onClose();
  }

  /** The socket is gone. */
  onClose(): void {
    this.#isClosed = true;
    this.endSession();
    for (const go of this.#onReadDone?.splice(0) ?? []) go();
  }

  /** Resolves when nothing is under way. */
  async whenIdle(): Promise<void> {
    if (this.#waitingCount === 0) return;
    this.#onIdle ??= [];
    const waiting = this.#onIdle;
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  /** Looks at the clock: silence, a login that does not come, answers that are late. */
  sweep(nowMs: number): void {
    const { limits } = this.dependencies;
    if (nowMs - this.#heardMs > limits.silenceMs) this.close(CloseReason.silent);
    else if (this.#session !== undefined) this.#session.streams.remindLate(nowMs);
    else if (nowMs - this.#openedMs > limits.provisionTimeoutMs) this.close(CloseReason.notLoggedIn);
  }

  /** Most frames are over at once; behind one that waits for something the next ones wait, too. */
  #startInTurn(frame: Frame): void {
    const lane = this.#lane;
    const started = lane === undefined ? this.#handle(frame) : lane.then(() => this.#handle(frame));
    if (started === undefined) return;
    const next = this.track(started).then(() => {
      if (this.#lane === next) this.#lane = undefined;
    });
    this.#lane = next;
  }

  #settled(): void {
    this.#waitingCount -= 1;
    if (this.#waitingCount === 0) for (const tell of this.#onIdle?.splice(0) ?? []) tell();
  }

  #whenReadDone(): Promise<void> {
    this.#onReadDone ??= [];
    const waiting = this.#onReadDone;
    return new Promise((resolve) => waiting.push(resolve));
  }

  #handle(frame: Frame): Awaitable<void> {
    if (this.#isClosed) return undefined;
    const { command } = frame;
    const session = this.#session;
    if (session === undefined && command !== Command.PROVISION) throw new ImError('notLoggedIn');
    const payload = inflatePayload(
      frame,
      session === undefined ? LOGIN_MAX_BYTES : this.dependencies.limits.frameBytes,
    );
    this.#usesZlib ||= frame.compressMethod === CompressMethod.ZLIB;
    if (session === undefined || command === Command.PROVISION) return this.#logIn(payload);
    switch (command) {
      case Command.UNREAD:
        void this.track(this.#answerUnread(session), (error) => this.send(unreadRefusedFrame(error)));
        return undefined;
      case Command.SYNC:
        return handleSync(this, session, payload);
      default:
        throw new ImError('unknownCommand', { message: `command ${command} is not known` });
    }
  }

  #noteDrop({ text }: CloseReason): void {
    const { logger, metrics } = this.dependencies;
    metrics.connectionDropped(text);
    const { remoteAddress, transport } = this.#connection;
    const { user, deviceSn } = this.#session ?? {};
    logger.info({ reason: text, transport, remoteAddress, user, deviceSn }, 'the server closed a connection');
  }

  async #logIn(payload: Uint8Array): Promise<void> {
    try {
      await provision(this, payload);
    } catch (cause) {
      this.send(provisionRefusedFrame(this.noteRefusal(cause)));
    }
  }

  async #answerUnread(session: Session): Promise<void> {
    if (!this.#hasAskedUnread) return this.#answerFirstUnread(session);
    const { conversations, limits } = this.dependencies;
    const { user, deviceSn } = session;
    this.send(unreadFrame(await conversations.unread({ user, deviceSn, limit: limits.firstUnread })));
    this.#checkMissed(session);
  }

  /** Clients pull what is unread by themselves; receipts and the like in other conversations they must be told of. */
  async #answerFirstUnread(session: Session): Promise<void> {
    this.#hasAskedUnread = true;
    const { conversations, limits } = this.dependencies;
    const { user, deviceSn } = session;
    // What was stored before, no news has told: the store must be asked after it.
    await this.groupsEntered;
    const { unread, mayBeBehind } = await conversations.waiting({ user, deviceSn, limit: limits.firstUnread });
    this.send(unreadFrame(unread));
    if (mayBeBehind) await this.#announceBehind(session, withUnread(unread));
  }

  /** A heartbeat: what the bus has lost without a sign is found now at the latest. */
  #checkMissed(session: Session): void {
    const { checks, limits, elapsed } = this.dependencies;
    if (checks === undefined) return;
    if (elapsed() - this.#checkedMs < limits.sessionCheckMs) return checks.news(session);
    this.#checkedMs = elapsed();
    checks.everything(session);
  }

  async #announceBehind(session: Session, pulled: ReadonlySet<ConversationId>): Promise<void> {
    const { conversations, limits, elapsed } = this.dependencies;
    const { app, user, deviceSn, streams } = session;
    const behind = await conversations.behind({ appId: app.appId, user, deviceSn, limit: limits.firstUnread });
    for (const { conversation } of behind) {
      if (!pulled.has(conversation)) streams.onBehind(conversation, elapsed());
    }
  }

  #refuseFrame(error: ImError): void {
    this.send(refusedFrame(error));
    // A failure of the server's own is nobody's bad frame.
    if (error.entry.isRetryable && error.code !== 'rateLimited') return;
    const nowMs = this.dependencies.elapsed();
    if (nowMs - this.#badFrames.sinceMs > MINUTE_MS) this.#badFrames = { count: 0, sinceMs: nowMs };
    this.#badFrames.count += 1;
    if (this.#badFrames.count > this.dependencies.limits.badFrames) this.close(CloseReason.tooManyBadFrames);
  }
}
