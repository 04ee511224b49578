import type { ConversationId } from '@warbler/protocol';
import type { Conversation } from '../conversation.ts';
import { Chat, type ChatTitle } from './chat.ts';
import { type ChatRecord, newChatRecord } from './chat-record.ts';

/** All conversations of the user, and the list of them as it is shown. */
export class Chats {
  readonly #byId = new Map<ConversationId, Chat>();
  readonly #titleOf: (id: ConversationId) => ChatTitle;
  #list: readonly Conversation[] | undefined;

  constructor(titleOf: (id: ConversationId) => ChatTitle) {
    this.#titleOf = titleOf;
  }

  /** Takes up stored conversations. */
  load(records: readonly ChatRecord[]): void {
    for (const record of records) this.#byId.set(record.id, new Chat(record));
    this.#list = undefined;
  }

  find(id: ConversationId): Chat | undefined {
    return this.#byId.get(id);
  }

  /** The conversation, a new one if need be. */
  open(id: ConversationId): Chat {
    const known = this.#byId.get(id);
    if (known) return known;
    const chat = new Chat(newChatRecord(id));
    this.#byId.set(id, chat);
    return chat;
  }

  all(): Iterable<Chat> {
    return this.#byId.values();
  }

  /** Something shown in the list changed. */
  invalidate(): void {
    this.#list = undefined;
  }

  /** Newest activity first. */
  get list(): readonly Conversation[] {
    this.#list ??= this.#sorted();
    return this.#list;
  }

  get totalUnread(): number {
    return this.list.reduce((total, { isMuted, unreadCount }) => total + (isMuted ? 0 : unreadCount), 0);
  }

  #sorted(): readonly Conversation[] {
    const listed = [...this.#byId.values()].filter(({ isListed }) => isListed);
    const shown = listed.map((chat) => ({ chat, conversation: chat.conversation(this.#titleOf) }));
    shown.sort(
      (one, other) =>
        other.conversation.lastActivityMs - one.conversation.lastActivityMs || other.chat.rank - one.chat.rank,
    );
    return shown.map(({ conversation }) => conversation);
  }
}
