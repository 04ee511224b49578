import type { ConversationId, MessageId } from '@warbler/protocol';
import { whileSignedIn } from '../account/while-signed-in.ts';
import type { Chat } from '../chat/chat.ts';
import type { LocalMessageId, Message } from '../message.ts';
import { LocalMessages, type LocalMessagesOptions } from './local-messages.ts';
import type { LocalInsert, LocalMessagesApi, MessagesAround, MessagesQuery } from './local-messages-api.ts';

/** The stored messages of whoever is signed in. */
export class Local implements LocalMessagesApi {
  readonly #find: () => LocalMessagesOptions | undefined;

  constructor(find: () => LocalMessagesOptions | undefined) {
    this.#find = find;
  }

  async message(conversationId: ConversationId, messageId: MessageId): Promise<Message | undefined> {
    const [messages, chat] = this.#of(conversationId);
    return messages.message(chat, messageId);
  }

  async page(conversationId: ConversationId, query: MessagesQuery = {}): Promise<readonly Message[]> {
    const [messages, chat] = this.#of(conversationId);
    return messages.page(chat, query);
  }

  async around(
    conversationId: ConversationId,
    messageId: MessageId,
    counts: { readonly before?: number; readonly after?: number },
  ): Promise<MessagesAround> {
    const [messages, chat] = this.#of(conversationId);
    return messages.around(chat, messageId, counts);
  }

  async count(conversationId: ConversationId): Promise<number> {
    const [messages, chat] = this.#of(conversationId);
    return messages.count(chat);
  }

  async remove(conversationId: ConversationId, id: MessageId | LocalMessageId): Promise<void> {
    const [messages, chat] = this.#of(conversationId);
    await messages.remove(chat, id);
  }

  async insert(messages: readonly LocalInsert[]): Promise<readonly Message[]> {
    return new LocalMessages(whileSignedIn(this.#find())).insert(messages);
  }

  #of(conversationId: ConversationId): readonly [LocalMessages, Chat] {
    const parts = whileSignedIn(this.#find());
    return [new LocalMessages(parts), parts.chats.open(conversationId)];
  }
}
