import type { ConversationId, ErrorName, MessageId, UserId } from '@warbler/protocol';

/** Names a message on this device from its first moment on; never changes, also not when the server gives it its id. */
export type LocalMessageId = string & { readonly localMessageId: never };

/** What a message says. Contents this version cannot show are `unsupported`, with the wire's content type. */
export type MessageContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'unsupported'; readonly contentType: number };

/** What can be sent. */
export type OutgoingContent = {
  readonly type: 'text';
  readonly text: string;
  /** The app's own JSON, delivered as it is. */
  readonly ext?: string;
};

/**
 * Where a message stands. Own messages go `sending` → `sent` → `delivered` → `read`, or `failed`;
 * messages of others are `received`.
 */
export type MessageState = 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'received';

/** Why a message was refused. */
export interface SendFailure {
  readonly code: ErrorName;
  /** A sentence for people, the server's own where it gave one. */
  readonly message: string;
}

/** One message of a conversation. Immutable: a change makes a new object with the same `localId`. */
export interface Message {
  readonly localId: LocalMessageId;
  /** The server's id, which orders the conversation; absent until the server has stored the message. */
  readonly id?: MessageId;
  readonly conversationId: ConversationId;
  readonly from: UserId;
  readonly isOwn: boolean;
  /** The server's time in ms since the epoch; this device's time while the message is on its way. */
  readonly timestampMs: number;
  readonly content: MessageContent;
  /** The app's own JSON. */
  readonly ext?: string;
  /** When the author last changed it, in ms since the epoch; absent when never. */
  readonly editedMs?: number;
  readonly status: MessageState;
  /** Set exactly when `status` is `failed`. */
  readonly failure?: SendFailure;
}
