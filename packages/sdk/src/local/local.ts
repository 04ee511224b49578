import { type ConversationId, ImError, type MessageId } from '@warbler/protocol';
import type { Chats } from '../chat/chats.ts';
import type { LocalMessageId, Message } from '../message.ts';
import type { LocalMessages } from './local-messages.ts';
import type { LocalInsert, LocalMessagesApi, MessagesQuery } from './local-messages-api.ts';

/** What an account keeps of messages. */
export interface LocalParts {
  readonly messages: LocalMessages;
  readonly chats: Chats;
}

/** The stored messages of whoever is signed in. */
export class Local implements LocalMessagesApi {
  readonly #find: () => LocalParts | undefined;

  constructor(find: () => LocalParts | undefined) {
    this.#find = find;
  }

  async message(conversationId: ConversationId, messageId: MessageId): Promise<Message | undefined> {
    const { chats, messages } = this.#parts;
    return messages.message(chats.open(conversationId), messageId);
  }

  async page(conversationId: ConversationId, query: MessagesQuery = {}): Promise<readonly Message[]> {
    const { chats, messages } = this.#parts;
    return messages.page(chats.open(conversationId), query);
  }

  async count(conversationId: ConversationId): Promise<number> {
    const { chats, messages } = this.#parts;
    return messages.count(chats.open(conversationId));
  }

  async remove(conversationId: ConversationId, id: MessageId | LocalMessageId): Promise<void> {
    const { chats, messages } = this.#parts;
    await messages.remove(chats.open(conversationId), id);
  }

  async insert(messages: readonly LocalInsert[]): Promise<readonly Message[]> {
    return this.#parts.messages.insert(messages);
  }

  get #parts(): LocalParts {
    const parts = this.#find();
    if (!parts) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
    return parts;
  }
}
