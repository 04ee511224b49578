import { type ConversationId, ImError, type MessageId } from '@warbler/protocol';
import type { Chat } from '../chat/chat.ts';
import type { Chats } from '../chat/chats.ts';
import type { Clock } from '../platform/clock.ts';
import type { StorageChange } from '../storage/storage.ts';
import type { AccountStore } from '../store/account-store.ts';

/** What the check needs. */
export interface EditCheckOptions {
  readonly clock: Clock;
  readonly store: AccountStore;
  readonly chats: Chats;
  /** Asks for a message as it stands now. */
  refetch(chat: Chat, mid: MessageId): Promise<void>;
  isOnline(): boolean;
  problem(error: ImError): void;
}

/** A message that was edited here. */
export interface DoubtfulEdit {
  readonly conversationId: ConversationId;
  readonly mid: MessageId;
}

/** Edits of a message must have come to rest for so long. */
const restMs = 2_000;

/**
 * Asks once more for each message that was edited here, when its edits have come to rest: an edit on another device of
 * the user may have come between, which the server's log then holds no longer. One question a message, however many
 * edits it had; kept until it is answered.
 */
export class EditCheck {
  readonly #options: EditCheckOptions;
  readonly #doubtful = new Map<string, DoubtfulEdit>();
  readonly #timers = new Map<string, () => void>();

  constructor(options: EditCheckOptions) {
    this.#options = options;
  }

  /** Takes up what is stored. */
  restore(edits: readonly DoubtfulEdit[]): void {
    for (const edit of edits) this.#doubtful.set(keyOf(edit), edit);
  }

  /** A message was edited here; returns what keeps that. */
  doubt(chat: Chat, mid: MessageId): readonly StorageChange[] {
    const edit = { conversationId: chat.id, mid };
    if (this.#doubtful.has(keyOf(edit))) return [];
    this.#doubtful.set(keyOf(edit), edit);
    return [this.#options.store.doubtfulEditChange(edit)];
  }

  /** Asks when no further edit of the message comes. */
  checkSoon(chat: Chat, mid: MessageId): void {
    this.#schedule({ conversationId: chat.id, mid });
  }

  online(): void {
    for (const edit of this.#doubtful.values()) this.#schedule(edit);
  }

  /** Asks nothing more in this session. */
  offline(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #schedule(edit: DoubtfulEdit): void {
    const key = keyOf(edit);
    this.#timers.get(key)?.();
    this.#timers.set(
      key,
      this.#options.clock.after(restMs, () => {
        this.#timers.delete(key);
        this.#check(edit).catch((error: unknown) => this.#notChecked(edit, ImError.from(error)));
      }),
    );
  }

  async #check(edit: DoubtfulEdit): Promise<void> {
    const { chats, isOnline, refetch } = this.#options;
    if (!isOnline()) return;
    await refetch(chats.open(edit.conversationId), edit.mid);
    // Edited again while the answer was under way: that edit has asked for a check of its own.
    if (!this.#timers.has(keyOf(edit))) this.#settle(edit);
  }

  /** Who may not see the conversation any more learns no more of it; what failed otherwise waits for the next session. */
  #notChecked(edit: DoubtfulEdit, error: ImError): void {
    if (error.code === 'notGroupMember' || error.code === 'unauthorized') this.#settle(edit);
    else if (error.code !== 'cancelled') this.#options.problem(error);
  }

  #settle(edit: DoubtfulEdit): void {
    this.#doubtful.delete(keyOf(edit));
    void this.#options.store.write([this.#options.store.doubtfulEditRemoval(edit)]);
  }
}

function keyOf({ conversationId, mid }: DoubtfulEdit): string {
  return `${conversationId}/${mid}`;
}
