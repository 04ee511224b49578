import type { ConversationId } from '@warbler/protocol';
import type { Chat } from '../chat/chat.ts';
import { withServerCount } from '../chat/read-state.ts';
import type { Clock } from '../platform/clock.ts';

/** What the check needs. */
export interface UnreadCheckOptions {
  readonly clock: Clock;
  /** Asks the server for its counts. */
  ask(): void;
  /** Reads the stream of a conversation to its end. */
  pull(id: ConversationId): void;
  /** Whether what the user read here has not reached the server yet. */
  hasUnsentReads(id: ConversationId): boolean;
  /** The server's count was taken over. */
  changed(chat: Chat): void;
}

/** A difference between the server's count and ours. */
interface Difference {
  readonly serverCount: number;
  readonly version: number;
  /** The stream has been read to its end since, and had nothing. */
  readonly isConfirmed: boolean;
}

/** Between questions that a difference gives rise to. */
const askAgainMs = 1_000;

/**
 * Keeps unread counts the server's. Ours follow the stream exactly; the server's come with a heartbeat and may be of a
 * moment before or after what the stream has told. So a different count is taken over only when the stream had nothing
 * new, and the server, asked once more after that, says the same.
 */
export class UnreadCheck {
  readonly #options: UnreadCheckOptions;
  readonly #differences = new Map<ConversationId, Difference>();
  #cancelAsk: (() => void) | undefined;

  constructor(options: UnreadCheckOptions) {
    this.#options = options;
  }

  /** The server told its count of a conversation. */
  compare(chat: Chat, serverCount: number): void {
    const { read, isAdopting } = chat.record;
    const { changed, hasUnsentReads, pull } = this.#options;
    if (isAdopting || serverCount === read.unreadCount || hasUnsentReads(chat.id)) {
      this.#differences.delete(chat.id);
      return;
    }
    const before = this.#differences.get(chat.id);
    if (before?.isConfirmed && before.serverCount === serverCount && before.version === chat.version) {
      this.#differences.delete(chat.id);
      chat.record = { ...chat.record, read: withServerCount(read, serverCount) };
      changed(chat);
      return;
    }
    this.#differences.set(chat.id, { serverCount, version: chat.version, isConfirmed: false });
    pull(chat.id);
  }

  /** The stream of a conversation was read to its end. */
  drained(chat: Chat): void {
    const difference = this.#differences.get(chat.id);
    if (!difference) return;
    const isConfirmed = difference.version === chat.version;
    if (!isConfirmed && difference.serverCount === chat.record.read.unreadCount) {
      this.#differences.delete(chat.id);
      return;
    }
    this.#differences.set(chat.id, { ...difference, version: chat.version, isConfirmed });
    this.askSoon();
  }

  /** Asks for the counts once more, at most once a second. */
  askSoon(): void {
    this.#cancelAsk ??= this.#options.clock.after(askAgainMs, () => {
      this.#cancelAsk = undefined;
      this.#options.ask();
    });
  }

  /** The session ended: what was compared is of the past. */
  reset(): void {
    this.#differences.clear();
    this.#cancelAsk?.();
    this.#cancelAsk = undefined;
  }
}
