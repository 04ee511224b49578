import type { ConversationId, ConversationUnread } from '@warbler/protocol';
import type { Chat } from '../chat/chat.ts';
import type { Chats } from '../chat/chats.ts';
import type { ChatWriter } from './chat-writer.ts';
import type { Puller } from './puller.ts';
import type { UnreadCheck } from './unread-check.ts';

/** What the list needs. */
export interface UnreadListOptions {
  readonly chats: Chats;
  readonly writer: ChatWriter;
  readonly puller: Puller;
  readonly check: UnreadCheck;
  /** The first list is in: from now on an empty client has no conversations, rather than none yet. */
  listed(): void;
}

/** Takes in the server's list of conversations with their unread counts: the start of every sync, and every heartbeat. */
export class UnreadList {
  readonly #options: UnreadListOptions;
  #isFirstOfSession = true;
  #hasList = false;

  constructor(options: UnreadListOptions) {
    this.#options = options;
  }

  /** Whether the server's list has come since the account was opened. */
  get hasList(): boolean {
    return this.#hasList;
  }

  /** A new session: the next list says what to pull. */
  online(): void {
    this.#isFirstOfSession = true;
  }

  /** The list, least recently active first. */
  take(unread: readonly ConversationUnread[]): void {
    const { chats, check, puller } = this.#options;
    const listed = unread.map(({ xid, n }, at) => ({ id: (xid?.uid ?? 0) as ConversationId, count: n, rank: at + 1 }));
    const strangers = listed.filter(({ id }) => isNew(chats.find(id)));
    for (const { id, count, rank } of strangers) this.#welcome(chats.open(id), count, rank);
    const toPull = this.#isFirstOfSession ? startOf(listed, strangers) : strangers.map(({ id }) => id);
    this.#isFirstOfSession = false;
    for (const id of toPull) puller.request(id);
    for (const { id, count } of listed) check.compare(chats.open(id), count);
    if (this.#hasList) return;
    this.#hasList = true;
    this.#options.listed();
  }

  /** The count includes what is still to be pulled. */
  #welcome(chat: Chat, unreadCount: number, rank: number): void {
    const read = { ...chat.record.read, unreadCount };
    chat.record = { ...chat.record, read, rank, isAdopting: true, isHidden: chat.id === 0 };
    void this.#options.writer.recordChanged(chat);
  }
}

interface Listed {
  readonly id: ConversationId;
  readonly count: number;
}

/**
 * What a session begins with: the conversations with unread messages and those never seen, the most recent first, and
 * the system's. The server tells by notices in which others there are receipts, recalls or own messages of other devices.
 */
function startOf(listed: readonly Listed[], strangers: readonly Listed[]): Set<ConversationId> {
  const unread = listed.toReversed().filter(({ count }) => count > 0);
  return new Set([...unread, ...strangers].map(({ id }) => id)).add(0 as ConversationId);
}

function isNew(chat: Chat | undefined): boolean {
  return (
    chat === undefined ||
    (chat.record.cursor === 0 && !chat.record.last && chat.record.rank === 0 && !chat.record.isAdopting)
  );
}
