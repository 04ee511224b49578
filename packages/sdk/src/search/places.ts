import type { ConversationId, MessageId } from '@warbler/protocol';

/** Where messages are: a number for each, without a text for each key. */
export class Places {
  readonly #conversations = new Map<ConversationId, Map<MessageId, number>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(conversationId: ConversationId, messageId: MessageId): number | undefined {
    return this.#conversations.get(conversationId)?.get(messageId);
  }

  set(conversationId: ConversationId, messageId: MessageId, place: number): void {
    const places = this.#conversations.get(conversationId) ?? new Map<MessageId, number>();
    this.#conversations.set(conversationId, places);
    const before = places.size;
    places.set(messageId, place);
    this.#size += places.size - before;
  }

  /** Forgets where a message is, and returns it. */
  take(conversationId: ConversationId, messageId: MessageId): number | undefined {
    const place = this.get(conversationId, messageId);
    if (this.#conversations.get(conversationId)?.delete(messageId)) this.#size -= 1;
    return place;
  }
}
