import { type ConversationId, isGroupId, type MessageId } from '@warbler/protocol';
import type { ConversationKind } from '../conversation.ts';
import type { Message } from '../message.ts';
import { isUnread, nothingRead, type ReadState } from './read-state.ts';

/** Messages that were gone before they came and are remembered in each conversation. */
const maxGone = 100;

/** Mentions that are remembered in each conversation. */
const maxMentions = 100;

/** What is stored of a conversation, beside its messages. Immutable. */
export interface ChatRecord {
  readonly id: ConversationId;
  /** The highest mid this device has stored and may acknowledge. 0: none yet. */
  readonly cursor: MessageId;
  readonly read: ReadState;
  /** Messages that are meant for the user, read or not; the newest of them, oldest first. */
  readonly mentions?: readonly MessageId[];
  /**
   * The unread count is the server's and counts messages that are still to come: they must not be counted again until
   * the stream has been read to its end once.
   */
  readonly isAdopting: boolean;
  /** The user deleted the conversation: messages up to this one are gone, also those that are still to come. */
  readonly clearedUpTo?: MessageId;
  /** Messages that were gone before they came: the stream, history or the answer to a send may still bring them. */
  readonly gone?: readonly MessageId[];
  /** The newest message that is not on its way. */
  readonly last?: Message;
  /** Ms since the epoch; 0 when unknown. */
  readonly lastActivityMs: number;
  /** The server's order of conversations whose activity is unknown: larger is more recent. */
  readonly rank: number;
  /** The server has no message older than the oldest stored one. */
  readonly isComplete: boolean;
  /** What the user has begun to write. */
  readonly draft?: string;
  /** The app's own, on this device. */
  readonly extension?: string;
  /** Not in the list until something happens in it. */
  readonly isHidden: boolean;
}

/** A conversation that was not heard of before. */
export function newChatRecord(id: ConversationId): ChatRecord {
  return {
    id,
    cursor: 0 as MessageId,
    read: nothingRead,
    isAdopting: false,
    lastActivityMs: 0,
    rank: 0,
    isComplete: false,
    isHidden: true,
  };
}

/** What a conversation is with; its id tells (XSYNC.md, Ids). */
export function kindOf(id: ConversationId): ConversationKind {
  if (id === 0) return 'system';
  return isGroupId(id) ? 'group' : 'user';
}

/** The record with one more message that is meant for the user. */
export function withMention(record: ChatRecord, mid: MessageId): ChatRecord {
  const { mentions = [] } = record;
  return mentions.includes(mid) ? record : { ...record, mentions: [...mentions, mid].slice(-maxMentions) };
}

/** Whether an unread message is meant for the user. */
export function isMentioned({ mentions = [], read }: ChatRecord): boolean {
  return read.unreadCount > 0 && mentions.some((mid) => isUnread(read, mid));
}

/** The record with one more message that was gone before it came. */
export function withGone(record: ChatRecord, mid: MessageId): ChatRecord {
  return { ...record, gone: [...(record.gone ?? []), mid].slice(-maxGone) };
}

/** Whether a message that comes is gone already. */
export function isGone({ clearedUpTo = 0 as MessageId, gone }: ChatRecord, mid: MessageId): boolean {
  return mid <= clearedUpTo || gone?.includes(mid) === true;
}
