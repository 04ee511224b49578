import { Command, type ConversationId, encodeFrameOf, encodeSyncUL, type MessageId } from '@warbler/protocol';
import type { Clock } from '../platform/clock.ts';

/** What a puller needs. */
export interface PullerOptions {
  readonly clock: Clock;
  send(frame: Uint8Array): void;
  /** The stored cursor of a conversation; 0 when there is none, and then the server's own is used. */
  cursorOf(id: ConversationId): MessageId;
  /** The stream of a conversation was read to its end. */
  drained(id: ConversationId): void;
}

/** Conversations that are pulled at once: enough to hide the way to the server, few enough to be fair to it. */
const maxActive = 8;
/** An answer that came late or brought nothing new is not asked for again at once. */
const retryMs = 3_000;

/**
 * Reads the streams of conversations to their ends: asks for the metas after the cursor, and again after every page,
 * until the server has no more. Asking acknowledges: the cursor must be of what is stored.
 */
export class Puller {
  readonly #options: PullerOptions;
  readonly #waiting = new Set<ConversationId>();
  /** How many answers are due. */
  readonly #active = new Map<ConversationId, number>();
  /** Had news while they were being read: the last answer may be older than the news. */
  readonly #again = new Set<ConversationId>();
  readonly #retries = new Set<() => void>();
  #isOnline = false;

  constructor(options: PullerOptions) {
    this.#options = options;
  }

  /** A new session: nothing that was asked before will be answered. */
  online(): void {
    this.offline();
    this.#isOnline = true;
  }

  offline(): void {
    this.#isOnline = false;
    this.#waiting.clear();
    this.#active.clear();
    this.#again.clear();
    for (const cancel of this.#retries) cancel();
    this.#retries.clear();
  }

  /** There may be news in a conversation. */
  request(id: ConversationId): void {
    if (!this.#isOnline) return;
    if (this.#active.has(id)) this.#again.add(id);
    else this.#waiting.add(id);
    this.#start();
  }

  /** A pushed meta was stored: acknowledge it, and ask for what is next. */
  pushStored(id: ConversationId): void {
    if (!this.#isOnline) return;
    this.#waiting.delete(id);
    this.#ask(id);
  }

  /** A page was stored: acknowledge it, and ask for the next. A page without news may have crossed a push. */
  pageStored(id: ConversationId, hasNews: boolean): void {
    if (!this.#isOnline) return;
    const isLast = this.#answered(id);
    if (hasNews) this.#ask(id);
    // Asked for again, it would come again and again: that is a server's mistake, not worth a storm.
    else if (isLast) this.failed(id);
  }

  /** The server has nothing more. */
  drained(id: ConversationId): void {
    if (!this.#active.has(id) || !this.#answered(id)) return;
    this.#active.delete(id);
    if (this.#again.delete(id)) this.#waiting.add(id);
    else this.#options.drained(id);
    this.#start();
  }

  /** The server refused, or the answer was of no use: try again a little later. */
  failed(id: ConversationId): void {
    if (!this.#active.delete(id)) return;
    this.#again.delete(id);
    const cancel = this.#options.clock.after(retryMs, () => {
      this.#retries.delete(cancel);
      this.request(id);
    });
    this.#retries.add(cancel);
    this.#start();
  }

  /** There is nothing to be had of the conversation any more. */
  closed(id: ConversationId): void {
    this.#active.delete(id);
    this.#again.delete(id);
    this.#waiting.delete(id);
    this.#start();
  }

  /** Whether this was the last answer that was due. */
  #answered(id: ConversationId): boolean {
    const due = Math.max(0, (this.#active.get(id) ?? 0) - 1);
    this.#active.set(id, due);
    return due === 0;
  }

  #start(): void {
    for (const id of this.#waiting) {
      if (this.#active.size >= maxActive) return;
      this.#waiting.delete(id);
      this.#ask(id);
    }
  }

  #ask(id: ConversationId): void {
    this.#active.set(id, (this.#active.get(id) ?? 0) + 1);
    const key = this.#options.cursorOf(id);
    this.#options.send(encodeFrameOf(Command.SYNC, encodeSyncUL({ xid: { uid: id }, key })));
  }
}
