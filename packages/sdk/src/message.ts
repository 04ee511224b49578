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
  /** Members of the group whom the message is meant for; at most 200. */
  readonly mentions?: readonly UserId[];
  /** The message is meant for everyone in the group. */
  readonly mentionsAll?: boolean;
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

/** What was delivered beside what `content` says, in the words of the wire (XSYNC.md, MessageBody). */
export interface WireFacts {
  /** The content type's number. */
  readonly ctype: number;
  /** The content of what is no text. */
  readonly content?: string;
  /** JSON of the kinds that apps and SDKs agree on: mentions, push texts, calls. */
  readonly config?: string;
  /** JSON that describes a file or a place. */
  readonly attachment?: string;
  /** The system's reminder, to be shown as such. */
  readonly isSystem?: true;
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
  /** Whom the message is meant for; absent when for nobody in particular. */
  readonly mentions?: readonly UserId[];
  /** Set when the message is meant for everyone in the group. */
  readonly mentionsAll?: boolean;
  /** Whether somebody else's message is meant for this user, by name or with everyone. */
  readonly isMentioningMe: boolean;
  /** Of an own message in a group: `read` means that at least one has read it. */
  readonly status: MessageState;
  /** Who was seen to read an own message of a group, in that order; the first 500. */
  readonly readers?: readonly UserId[];
  /** How many were seen to read an own message of a group; `client.receipts` asks the server. */
  readonly readCount?: number;
  /** Set exactly when `status` is `failed`. */
  readonly failure?: SendFailure;
  /** Absent where `content` and `ext` say everything. */
  readonly wire?: WireFacts;
}
