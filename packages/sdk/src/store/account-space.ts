import type { ConversationId, MessageId } from '@warbler/protocol';
import type { Message } from '../message.ts';
import type { Storage, StorageChange } from '../storage/storage.ts';

/** The stored data of the account that is signed in, for entries beside the core. Not for apps. @internal */
export interface AccountSpace {
  /** Reads only; see `write`. */
  readonly storage: Pick<Storage, 'get' | 'list'>;
  /** Keys of the messages: this, the conversation's 16 digits, a slash, the message's 16 digits. */
  readonly messages: string;
  /** Keys of the same form below this note which messages were put or removed since the note was deleted. */
  readonly journal: string;
  /** Keys of the search index; whatever is below. */
  readonly index: string;
  /** Notes changes of messages from now on, in the same batch, also after a reload. */
  startJournal(): Promise<void>;
  /** Stores behind everything that was written before. */
  write(changes: readonly StorageChange[]): Promise<void>;
  /** Resolves when everything written so far can be read. */
  flushed(): Promise<void>;
  /** A stored message as the user sees it. */
  find(conversationId: ConversationId, messageId: MessageId): Promise<Message | undefined>;
}
