import type { ConversationId, MessageId } from '@warbler/protocol';
import type { Message, MessageContent } from '../message.ts';

/** A place in the order of the results. */
export interface SearchCursor {
  readonly timestampMs: number;
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}

/** What to search for; everything that is given must hold. */
export interface SearchQuery {
  /**
   * Texts with spaces between them, in any order: each must be in the message, anywhere, one character is enough. Case and
   * width (full or half) do not matter. Default: any message.
   */
  readonly text?: string;
  /** Kinds of content; default all. */
  readonly types?: readonly MessageContent['type'][];
  /** Default: all conversations. */
  readonly conversationId?: ConversationId;
  /** Only from here on, ms since the epoch. */
  readonly sinceMs?: number;
  /** Only before this, ms since the epoch. */
  readonly untilMs?: number;
  /** `older`, the default: the newest first. `newer`: the oldest first. */
  readonly direction?: 'older' | 'newer';
  /** Default 50, at most 1,000. */
  readonly limit?: number;
  /** From the page before. */
  readonly cursor?: SearchCursor;
}

/** A page of messages. */
export interface FoundMessages {
  /** In the order that was asked for. */
  readonly messages: readonly Message[];
  /** Asks for the next page; absent on the last. */
  readonly cursor?: SearchCursor;
}

/** What was found in one conversation. */
export interface FoundInConversation {
  readonly conversationId: ConversationId;
  /** All that match. */
  readonly matchCount: number;
  /** The first of them, in the order that was asked for. */
  readonly messages: readonly Message[];
}

/** How far the index is: `indexedCount` messages so far; `isReady` when all that are stored can be found. */
export interface SearchProgress {
  readonly indexedCount: number;
  readonly isReady: boolean;
}
