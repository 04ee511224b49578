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
  /** Sends metas themselves, one at least, oldest first; the device has everything up to `previousMid`. */
  pushEagerly(conversation: ConversationId, news: readonly StreamNews[], previousMid: MessageId): void;
  /** Runs something once what is being handed out is out: all that one commit has stored. */
  atTurnEnd(run: () => void): void;
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
 * - `awaiting`: something is being sent, or was, whose acknowledgement, a pull, will bring whatever came meanwhile; or a page
 *   is being read.
 */
type StreamState = { readonly name: 'unknown' } | Current | Awaiting;

interface Current {
  readonly name: 'current';
  /** What the device acknowledged last. */
  readonly cursor: MessageId;
  /** The device misses nothing up to here: what it sent itself counts. */
  end: MessageId;
}

interface Awaiting {
  readonly name: 'awaiting';
  /** Since when the device is awaited; infinite while it is the store that is late. */
  readonly sinceMs: number;
  /** Absent: only the store knows what came. */
  kept?: Kept | undefined;
}

/** All that came since something was sent to the device, or since a page for it began to be read; or what is about to be sent. */
interface Kept {
  /** What it acknowledges when it has everything but the news; absent while that is not known. */
  readonly key?: MessageId | undefined;
  readonly news: StreamNews[];
  bytes: number;
  /** With the news, the device misses nothing up to here; 0 where that is not known. */
  end: MessageId;
}

/** A pull that is being answered from the store. */
export type StreamPull = object;

/** What the store answered a pull with. */
export interface AnsweredPull {
  /** The device has everything up to here. */
  readonly after: MessageId;
  /** The last meta of the page; absent for an empty one. */
  readonly last?: MessageId | undefined;
  /** There was nothing after the page. */
  readonly isEnd: boolean;
}

interface Stream {
  state: StreamState;
  newest: MessageId;
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
      const started: Stream = { state: { name: 'unknown' }, newest: news.mid };
      this.#remember(conversation, started);
      this.#ask(conversation, started, news, nowMs);
      return;
    }
    if (news.mid > stream.newest) stream.newest = news.mid;
    if (stream.state.name === 'current') this.#tell(conversation, stream, news, stream.state, nowMs);
    else if (stream.state.name === 'awaiting') {
      this.#late.add(conversation);
      this.#keepForPull(stream.state, news);
    }
  }

  /** The device itself stored a meta: it is not told of it, and misses nothing that came before the next one. */
  onOwn(conversation: ConversationId, mid: MessageId, afterMid: MessageId): void {
    const state = this.#streams.get(conversation)?.state;
    const reached = state?.name === 'awaiting' ? state.kept : state?.name === 'current' ? state : undefined;
    if (reached !== undefined && afterMid <= reached.end && mid > reached.end) reached.end = mid;
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
    if (stream?.state.name !== 'awaiting' || stream.state.kept?.key !== key) return undefined;
    const { news, end } = stream.state.kept;
    const last = news.at(-1);
    const isAll = stream.newest <= (last?.mid ?? key);
    if (!isAll || news.length > limit) return undefined;
    this.#late.delete(conversation);
    stream.state = last === undefined ? { name: 'current', cursor: key, end } : awaiting(nowMs, last.mid, end);
    return news;
  }

  /** The store has something up to `end` that the device has not acknowledged, as far as the store knows. */
  onMissed(conversation: ConversationId, end: MessageId, nowMs: number): void {
    const stream = this.#streams.get(conversation);
    if (stream === undefined) return this.onBehind(conversation, nowMs);
    if (end > stream.newest) stream.newest = end;
    if (stream.state.name === 'awaiting') this.#late.add(conversation);
    else if (stream.state.name === 'current' && end > stream.state.end) this.#announce(conversation, stream, nowMs);
  }

  /** The device has connected and is behind. */
  onBehind(conversation: ConversationId, nowMs: number): void {
    if (this.#streams.has(conversation)) return;
    const stream: Stream = { state: { name: 'unknown' }, newest: 0 as MessageId };
    this.#remember(conversation, stream);
    this.#announce(conversation, stream, nowMs);
  }

  /** The device asked for more, or acknowledged, and the store is read for it: its stream is in its hands now. */
  onPull(conversation: ConversationId): StreamPull {
    const state = awaiting(Number.POSITIVE_INFINITY, undefined, 0 as MessageId);
    const stream = this.#streams.get(conversation);
    if (stream === undefined) this.#remember(conversation, { state, newest: 0 as MessageId });
    else stream.state = state;
    return state;
  }

  /**
   * A pull was answered: with metas, which the device will acknowledge, or with nothing, when it has everything. What came
   * since it began comes after the page.
   */
  onPullAnswered(conversation: ConversationId, pull: StreamPull, page: AnsweredPull, nowMs: number): void {
    const stream = this.#streams.get(conversation);
    // Another pull has taken over, or a notice, which makes one.
    if (stream === undefined || stream.state !== pull || stream.state.name !== 'awaiting') return;
    const { kept } = stream.state;
    const { after, last, isEnd } = page;
    const isKnown = isEnd && kept !== undefined;
    if (last === undefined) {
      this.#late.delete(conversation);
      stream.state = { name: 'current', cursor: after, end: after };
      if (!isKnown && stream.newest > after) return this.#announce(conversation, stream, nowMs);
    } else stream.state = isKnown ? awaiting(nowMs, last, last) : { name: 'awaiting', sinceMs: nowMs };
    for (const news of kept?.news ?? []) this.onNews(conversation, news, nowMs);
    // Of some of it no news came.
    const isBehind = stream.state.name === 'current' && stream.newest > stream.state.end;
    if (isBehind) this.#announce(conversation, stream, nowMs);
  }

  /** A pull was refused; the device may try again. */
  onPullFailed(conversation: ConversationId, pull: StreamPull, nowMs: number): void {
    const stream = this.#streams.get(conversation);
    if (stream?.state === pull) stream.state = { name: 'awaiting', sinceMs: nowMs };
  }

  /** Announces again what a device did not come for in time. Called about once a second. */
  remindLate(nowMs: number): void {
    for (const conversation of this.#late) {
      const stream = this.#streams.get(conversation);
      if (stream?.state.name !== 'awaiting') this.#late.delete(conversation);
      else if (nowMs - stream.state.sinceMs >= ANSWER_MS) this.#announce(conversation, stream, nowMs);
    }
  }

  /** News for a device that has acknowledged everything. */
  #tell(conversation: ConversationId, stream: Stream, news: StreamNews, { cursor, end }: Current, nowMs: number): void {
    // It came late, and the device has pulled it by now: a reader of the store may be ahead of the writer's answer.
    if (news.mid <= end) return;
    if (this.#isNext(news, end)) return this.#push(conversation, stream, news, cursor, nowMs);
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

  /** What comes in the same turn is sent along: the messages of one commit make one frame, and one acknowledgement. */
  #push(conversation: ConversationId, stream: Stream, news: StreamNews, previous: MessageId, nowMs: number): void {
    const state = awaiting(nowMs, undefined, news.mid, [news]);
    stream.state = state;
    this.#actions.atTurnEnd(() => {
      // A pull has taken over.
      if (stream.state !== state) return;
      const last = state.kept?.news.at(-1);
      if (state.kept === undefined || last === undefined) return this.#announce(conversation, stream, nowMs);
      stream.state = awaiting(nowMs, last.mid, state.kept.end);
      this.#actions.pushEagerly(conversation, state.kept.news, previous);
    });
  }

  /** Whether a device that has everything up to `last` misses nothing before this meta. */
  #isNext({ afterMid, isDelta }: StreamNews, last: MessageId): boolean {
    if (!this.#actions.isShared) return true;
    // Word of one change may be lost, and the log keeps only what came of all.
    return isDelta !== true && afterMid !== undefined && afterMid <= last;
  }

  /** Keeps news for the pull that is to come. Too much, a gap, or a change whose whole the log knows is left to the store. */
  #keepForPull(state: Awaiting, news: StreamNews): void {
    const { kept } = state;
    // Heard of late; it was sent by now.
    if (kept === undefined || news.mid <= kept.end) return;
    kept.bytes += news.encoded.length;
    const isTooMuch = kept.news.length === PENDING_MAX || kept.bytes > PENDING_BYTES_MAX;
    const isGap = kept.end !== 0 && !this.#isNext(news, kept.end);
    if (isTooMuch || isGap || news.isDelta === true) state.kept = undefined;
    else {
      kept.news.push(news);
      kept.end = news.mid;
    }
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

function awaiting(sinceMs: number, key: MessageId | undefined, end: MessageId, news: StreamNews[] = []): Awaiting {
  return { name: 'awaiting', sinceMs, kept: { key, news, bytes: 0, end } };
}
