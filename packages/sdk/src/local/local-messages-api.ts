import type { ConversationId, MessageId, UserId } from '@warbler/protocol';
import type { LocalMessageId, Message, MessageContent } from '../message.ts';

/** A stretch of a conversation around one of its messages, oldest first. */
export interface MessagesAround {
  /** With the one that was asked for. */
  readonly messages: readonly Message[];
  /** Whether there are, or may be, older ones. */
  readonly hasOlder: boolean;
  /** Whether there are newer ones. */
  readonly hasNewer: boolean;
}

/** Which messages are read: the newest, those before one, or those after one. */
export interface MessagesQuery {
  /** Those before this one; not together with `after`. */
  readonly before?: MessageId;
  /** Not together with `before`. */
  readonly after?: MessageId;
  /** Default 30, at most 1,000. */
  readonly limit?: number;
}

/** A message that the app itself puts into the store of this device; no one else sees it. */
export interface LocalInsert {
  readonly conversationId: ConversationId;
  /** Who is shown as its sender. */
  readonly from: UserId;
  readonly content: MessageContent;
  /** The app's own JSON. */
  readonly ext?: string;
  /** Ms since the epoch; default now. */
  readonly timestampMs?: number;
  /**
   * The server's id of a message that the app got elsewhere, such as from a backup. It is put where the id says; history
   * below the oldest stored message is asked from there on, so that a backup should come without gaps. Without an id
   * the message is a note at the end of the conversation, which stays where it is.
   */
  readonly id?: MessageId;
}

/**
 * The messages on this device, beside the window of `client.messages`: what is read here does not change the window.
 * Messages are those that the user sees: what he recalled or deleted is left out. Calls reject with `ImError`.
 */
export interface LocalMessagesApi {
  /** One message, from this device or else the server; undefined when there is none. */
  message(conversationId: ConversationId, messageId: MessageId): Promise<Message | undefined>;
  /** Messages oldest first, from this device, and older ones from the server, which are stored then. */
  page(conversationId: ConversationId, query?: MessagesQuery): Promise<readonly Message[]>;
  /** How many messages of a conversation are stored on this device. */
  count(conversationId: ConversationId): Promise<number>;
  /** Removes a message, a note or a failed message from this device only, for good: history does not bring it back. */
  remove(conversationId: ConversationId, id: MessageId | LocalMessageId): Promise<void>;
  /** Puts messages into the store; those with an id that is stored already stay as they are. */
  insert(messages: readonly LocalInsert[]): Promise<readonly Message[]>;
}
