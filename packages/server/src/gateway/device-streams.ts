import type { ConversationId, MessageId } from '@warbler/protocol';
import type { FrameMemo } from './frame-memo.ts';

/** After a notice, or a push that asks for an acknowledgement, a client may be quiet for so long (XSYNC.md). */
const ANSWER_MS = 3000;

/** News that is kept for a device until it acknowledges what it was sent; of more, the store is asked. */
const PENDING_MAX = 100;
const PENDING_BYTES_MAX = 65_536;

/** Conversations of one session that are remembered; for others the store is asked again. */
const STREAMS_MAX = 500;

/** What a session does for its streams. */
export interface StreamActions {
  /** Sends the meta itself; the device has everything up to `previousMid`. */
  pushEagerly(conversation: ConversationId, news: StreamNews, previousMid: MessageId): void;
  /** Says that there is news. */
  notify(conversation: ConversationId): void;
  /**
   * Asks the store whether the device has everything before a meta.
   *
   * @param after what it has acknowledged, where that is known
   */
  lookUp(
    conversation: ConversationId,
    before: MessageId,
    after?: MessageId,
  ): Promise<{ cursor: MessageId; isBehind: boolean }>;
  onProblem(error: unknown): void;
  /**
   * Other nodes write to the same conversations, and what they write may come late or never. A client that took a later
   * meta would not take an earlier one any more: where it is not certain that there is none, the store is asked first.
   */
  readonly isShared: boolean;
}

/** A meta on its way to a device, encoded once for all of them. */
export interface StreamNews {
  readonly mid: MessageId;
  /** The highest id in the conversation before it, where that is known. */
  readonly afterMid?: MessageId | undefined;
  readonly encoded: Uint8Array;
  /**
   * It only says what changed since the meta before it, which later ones take the place of in the log: of use to
   * devices that were there for all of it. The others pull what came of it.
   */
  readonly isDelta?: boolean;
  /** Of a meta to a group: frames that its devices share. */
  readonly memo?: FrameMemo | undefined;
}

/**
 * - `unknown`: this session has not touched the conversation yet, or shares it; the store is being asked.
 * - `current`: the device has acknowledged everything: the next meta is pushed.
 * - `awaiting`: something was sent whose acknowledgement, a pull, will bring whatever came meanwhile. Where `sent` says
 *   up to where the device will have everything then, what comes meanwhile is kept for that pull.
 */
type StreamState =
  | { readonly name: 'unknown' }
  | { readonly name: 'current'; readonly cursor: MessageId }
  | { readonly name: 'awaiting'; readonly sinceMs: number; readonly sent?: Sent };

/** The device has everything up to `mid` once it acknowledges that; `pending` is all that came after it. */
interface Sent {
  readonly mid: MessageId;
  readonly pending: StreamNews[];
  pendingBytes: number;
}

interface Stream {
  state: StreamState;
  newest: MessageId;
  /** Pulls that the store has not answered yet: while there are any, it is not the device that is late. */
  pullCount: number;
}

/**
 * What one device is known to have of each conversation, and so whether news is pushed, announced, or left to the
 * pull that is under way. One push at a time per conversation: a fast conversation turns into pulls of whole pages,
 * as fast as the device takes them, and nothing is sent twice.
 */
export class DeviceStreams {
  readonly #actions: StreamActions;
  readonly #streams = new Map<ConversationId, Stream>();
  /** Streams with news that an answer should bring; looked at when the answer is late. */
  readonly #late = new Set<ConversationId>();

  constructor(actions: StreamActions) {
    this.#actions = actions;
  }

  /** A meta that this device should have was stored. */
  onNews(conversation: ConversationId, news: StreamNews, nowMs: number): void {
    const stream = this.#streams.get(conversation);
    if (stream === undefined) {
      const started: Stream = { state: { name: 'unknown' }, newest: news.mid, pullCount: 0 };
      this.#remember(conversation, started);
      this.#ask(conversation, started, news, nowMs);
      return;
    }
    if (news.mid > stream.newest) stream.newest = news.mid;
    if (stream.state.name === 'current') this.#tell(conversation, stream, news, stream.state.cursor, nowMs);
    else if (stream.state.name === 'awaiting') {
      this.#late.add(conversation);
      this.#keepForPull(stream, stream.state, news);
    }
  }

  /**
   * The device pulls what comes after `key`, `limit` at most. Where all of that is known here, the store need not be asked: each push is
   * acknowledged by such a pull, of every device.
   *
   * @returns what came, oldest first; undefined when only the store knows
   */
  takePending(
    conversation: ConversationId,
    { key, limit }: { readonly key: MessageId; readonly limit: number },
    nowMs: number,
  ): readonly StreamNews[] | undefined {
    const stream = this.#streams.get(conversation);
    if (stream?.state.name !== 'awaiting' || stream.state.sent?.mid !== key) return undefined;
    const { pending } = stream.state.sent;
    const last = pending.at(-1);
    const isAll = stream.newest <= (last?.mid ?? key);
    if (!isAll || pending.length > limit) return undefined;
    this.#late.delete(conversation);
    stream.state = last === undefined ? { name: 'current', cursor: key } : awaiting(nowMs, last.mid);
    return pending;
  }

  /** The store has something up to `end` that the device has not acknowledged, as far as the store knows. */
  onMissed(conversation: ConversationId, end: MessageId, nowMs: number): void {
    const stream = this.#streams.get(conversation);
    if (stream === undefined) return this.onBehind(conversation, nowMs);
    if (end > stream.newest) stream.newest = end;
    if (stream.state.name === 'awaiting') this.#late.add(conversation);
    else if (stream.state.name === 'current' && end > stream.state.cursor) this.#announce(conversation, stream, nowMs);
  }

  /** The device has connected and is behind. */
  onBehind(conversation: ConversationId, nowMs: number): void {
    if (this.#streams.has(conversation)) return;
    const stream: Stream = { state: { name: 'unknown' }, newest: 0 as MessageId, pullCount: 0 };
    this.#remember(conversation, stream);
    this.#announce(conversation, stream, nowMs);
  }

  /** The device asked the store for more, or acknowledged: its stream is in its hands once that is answered, or has failed. */
  onPull(conversation: ConversationId, nowMs: number): void {
    const state: StreamState = { name: 'awaiting', sinceMs: nowMs };
    const stream = this.#streams.get(conversation);
    if (stream === undefined) return this.#remember(conversation, { state, newest: 0 as MessageId, pullCount: 1 });
    stream.state = state;
    stream.pullCount += 1;
  }

  /** A pull was answered: with metas, which the device will acknowledge, or with nothing, when it has everything. */
  onPullAnswered(conversation: ConversationId, page: { cursor: MessageId; isEmpty: boolean }, nowMs: number): void {
    const stream = this.#pullEnded(conversation);
    if (stream?.state.name !== 'awaiting') return;
    if (!page.isEmpty) {
      stream.state = { name: 'awaiting', sinceMs: nowMs };
      return;
    }
    this.#late.delete(conversation);
    if (stream.newest > page.cursor && stream.newest !== 0) this.#announce(conversation, stream, nowMs);
    else stream.state = { name: 'current', cursor: page.cursor };
  }

  /** A pull was refused; the device may try again. */
  onPullFailed(conversation: ConversationId, nowMs: number): void {
    const stream = this.#pullEnded(conversation);
    if (stream?.state.name === 'awaiting') stream.state = { name: 'awaiting', sinceMs: nowMs };
  }

  /** Announces again what a device did not come for in time. Called about once a second. */
  remindLate(nowMs: number): void {
    for (const conversation of this.#late) {
      const stream = this.#streams.get(conversation);
      if (stream?.state.name !== 'awaiting') this.#late.delete(conversation);
      else if (stream.pullCount === 0 && nowMs - stream.state.sinceMs >= ANSWER_MS)
        this.#announce(conversation, stream, nowMs);
    }
  }

  /** The stream may have been forgotten while the store was asked, and be another one now. */
  #pullEnded(conversation: ConversationId): Stream | undefined {
    const stream = this.#streams.get(conversation);
    if (stream !== undefined) stream.pullCount = Math.max(0, stream.pullCount - 1);
    return stream;
  }

  /** News for a device that has everything up to its cursor. */
  #tell(conversation: ConversationId, stream: Stream, news: StreamNews, cursor: MessageId, nowMs: number): void {
    // It came late, and the device has pulled it by now: a reader of the store may be ahead of the writer's answer.
    if (news.mid <= cursor) return;
    if (this.#isNext(news, cursor)) return this.#push(conversation, stream, news, cursor, nowMs);
    stream.state = { name: 'unknown' };
    this.#ask(conversation, stream, news, nowMs, cursor);
  }

  #ask(conversation: ConversationId, stream: Stream, news: StreamNews, nowMs: number, after?: MessageId): void {
    this.#lookUp(conversation, stream, news, nowMs, after).catch((error) => {
      this.#streams.delete(conversation);
      this.#actions.onProblem(error);
    });
  }

  async #lookUp(
    conversation: ConversationId,
    stream: Stream,
    news: StreamNews,
    nowMs: number,
    after?: MessageId,
  ): Promise<void> {
    const { cursor, isBehind } = await this.#actions.lookUp(conversation, news.mid, after);
    if (stream.state.name !== 'unknown') return;
    if (!isBehind && stream.newest === news.mid && news.isDelta !== true)
      this.#push(conversation, stream, news, cursor, nowMs);
    else this.#announce(conversation, stream, nowMs);
  }

  #push(conversation: ConversationId, stream: Stream, news: StreamNews, previous: MessageId, nowMs: number): void {
    stream.state = awaiting(nowMs, news.mid);
    this.#actions.pushEagerly(conversation, news, previous);
  }

  /** Whether a device that has everything up to `last` misses nothing before this meta. */
  #isNext({ afterMid, isDelta }: StreamNews, last: MessageId): boolean {
    if (!this.#actions.isShared) return true;
    // Word of one change may be lost, and the log keeps only what came of all.
    return isDelta !== true && afterMid !== undefined && afterMid <= last;
  }

  /** Keeps news for the pull that is to come. Too much, a gap, or a change whose whole the log knows is left to the store. */
  #keepForPull(stream: Stream, { sinceMs, sent }: Extract<StreamState, { name: 'awaiting' }>, news: StreamNews): void {
    if (sent === undefined) return;
    const last = sent.pending.at(-1)?.mid ?? sent.mid;
    // Heard of late; it was sent by now.
    if (news.mid <= last) return;
    sent.pendingBytes += news.encoded.length;
    const isTooMuch = sent.pending.length === PENDING_MAX || sent.pendingBytes > PENDING_BYTES_MAX;
    if (isTooMuch || news.isDelta === true || !this.#isNext(news, last)) stream.state = { name: 'awaiting', sinceMs };
    else sent.pending.push(news);
  }

  #announce(conversation: ConversationId, stream: Stream, nowMs: number): void {
    stream.state = { name: 'awaiting', sinceMs: nowMs };
    this.#late.delete(conversation);
    this.#actions.notify(conversation);
  }

  #remember(conversation: ConversationId, stream: Stream): void {
    if (this.#streams.size >= STREAMS_MAX) this.#forgetOne();
    this.#streams.set(conversation, stream);
  }

  /** Forgets the oldest stream, if it can be one that waits for nothing: the store knows its cursor. */
  #forgetOne(): void {
    const [oldest] = this.#streams.keys();
    const idle = [...this.#streams].find(([, { state }]) => state.name === 'current')?.[0] ?? oldest;
    if (idle !== undefined) this.#streams.delete(idle);
  }
}

function awaiting(sinceMs: number, sentMid: MessageId): StreamState {
  return { name: 'awaiting', sinceMs, sent: { mid: sentMid, pending: [], pendingBytes: 0 } };
}
