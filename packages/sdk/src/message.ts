import type { ConversationId, ErrorName, MessageId, UserId } from '@warbler/protocol';

/** Names a message on this device from its first moment on; never changes, also not when the server gives it its id. */
export type LocalMessageId = string & { readonly localMessageId: never };

/** A file of a message, where it lies and what is known of it. */
export interface FileContent {
  /** Where it is downloaded; `@warbler/sdk/files` adds what the server wants to see. Empty while it is being uploaded. */
  readonly url: string;
  /** The name of the file. */
  readonly name?: string;
  /** Its size. */
  readonly sizeBytes?: number;
  /** What is said to it. */
  readonly text?: string;
  /** What else an app put into the attachment, by its names on the wire. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A picture's size. */
export interface PictureSize {
  /** In pixels. */
  readonly width?: number;
  /** In pixels. */
  readonly height?: number;
}

/** One message of a merged forward, as it was when it was forwarded. */
export interface ForwardedMessage {
  /** Of the original; 0 when unknown. */
  readonly id: MessageId;
  readonly from: UserId;
  /** The server's time of the original, in ms since the epoch. */
  readonly timestampMs: number;
  readonly content: MessageContent;
  readonly ext?: string;
}

/** What a message says. Contents this version cannot show are `unsupported`, with the wire's content type. */
export type MessageContent =
  | { readonly type: 'text'; readonly text: string }
  | ({ readonly type: 'image' } & FileContent & PictureSize)
  /** `durationS` in seconds. */
  | ({ readonly type: 'audio'; readonly durationS?: number } & FileContent)
  /** `coverUrl` is where its cover lies, when it is not made from the video itself. */
  | ({ readonly type: 'video'; readonly durationS?: number; readonly coverUrl?: string } & FileContent & PictureSize)
  | ({ readonly type: 'file' } & FileContent)
  | {
      readonly type: 'location';
      /** In degrees. */
      readonly latitude: number;
      /** In degrees. */
      readonly longitude: number;
      readonly address?: string;
      readonly text?: string;
      readonly more?: Readonly<Record<string, unknown>>;
    }
  /** For programs: told by the event `command`, never shown or kept. */
  | { readonly type: 'command'; readonly text: string }
  /** Messages of another conversation, together. */
  | { readonly type: 'forward'; readonly title: string; readonly messages: readonly ForwardedMessage[] }
  /** Calls: what happened is in the message's `config`. Only the record of a finished call is kept. */
  | { readonly type: 'rtc'; readonly text: string }
  | {
      readonly type: 'unsupported';
      readonly contentType: number;
      readonly text?: string;
      /** JSON, by its names on the wire. */
      readonly attachment?: string;
    };

/** What a message carries beside what it says. */
export interface OutgoingExtras {
  /** The app's own JSON, delivered as it is. */
  readonly ext?: string;
  /** A JSON object of settings for servers and clients: push texts and the like. Mentions are added to it. */
  readonly config?: string;
  /** Members of the group whom the message is meant for; at most 200. */
  readonly mentions?: readonly UserId[];
  /** The message is meant for everyone in the group. */
  readonly mentionsAll?: boolean;
  /** Above 0 the server may leave out some receivers in large groups, those of larger numbers first; 0 to 10. */
  readonly priority?: number;
}

/** What can be sent. */
export type OutgoingContent = MessageContent & OutgoingExtras;

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
  /** Its name on this device from its first moment on. */
  readonly localId: LocalMessageId;
  /** The server's id, which orders the conversation; absent until the server has stored the message. */
  readonly id?: MessageId;
  /** Where it was said. */
  readonly conversationId: ConversationId;
  /** Who said it. */
  readonly from: UserId;
  /** Whether this user said it, on whichever device. */
  readonly isOwn: boolean;
  /** The server's time in ms since the epoch; this device's time while the message is on its way. */
  readonly timestampMs: number;
  /** What it says. */
  readonly content: MessageContent;
  /** The app's own JSON. */
  readonly ext?: string;
  /** A JSON object of settings for servers and clients. */
  readonly config?: string;
  /** See `OutgoingExtras`; absent for 0. */
  readonly priority?: number;
  /** The name the sender goes by in this message, where the sender's client gave one. */
  readonly senderName?: string;
  /** Set for what the system says. */
  readonly isSystem?: boolean;
  /** Set when a sound or a video was played by whom it was sent to. */
  readonly isPlayed?: boolean;
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
}
