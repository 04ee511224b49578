import type { ConversationId } from '@warbler/protocol';
import type { Message } from './message.ts';

/** What a conversation is with. */
export type ConversationKind = 'user' | 'group' | 'system';

/** What a user sees of a peer, a group or the system. Immutable: a change makes a new object with the same `id`. */
export interface Conversation {
  /** The peer's user id, the group's id, or 0 for the system. */
  readonly id: ConversationId;
  /** What it is with. */
  readonly kind: ConversationKind;
  /** A name to show; the id in digits until the profile is known. */
  readonly title: string;
  /** The address of the peer's or group's picture, as the server gives it. */
  readonly avatar?: string;
  /** Unread messages, as the server counts them. */
  readonly unreadCount: number;
  /** Whether an unread message is meant for this user, by name or with everyone in the group. */
  readonly isMentioned: boolean;
  /** Whether the user wants no notification of it. */
  readonly isMuted: boolean;
  /** Whether the user wants it above the others; the list is in the order of activity all the same. */
  readonly isPinned: boolean;
  /** What the user has begun to write and not sent; on this device only. */
  readonly draft?: string;
  /** Whether there is a draft. */
  readonly hasDraft: boolean;
  /** The app's own string; on this device only. */
  readonly extension?: string;
  /** The newest one that the user sees, as far as this device knows. */
  readonly lastMessage?: Message;
  /** When it last had a message, in ms since the epoch; 0 when unknown. Orders the list. */
  readonly lastActivityMs: number;
}
