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
    const toPull = this.#isFirstOfSession ? this.#everything(listed) : strangers.map(({ id }) => id);
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

  /**
   * All conversations, since also one without unread messages may have receipts, recalls or own messages of other
   * devices: those with unread messages first, the most recent first, then those that the server did not list.
   */
  #everything(listed: readonly { readonly id: ConversationId; readonly count: number }[]): Set<ConversationId> {
    const recentFirst = listed.toReversed();
    const unreadFirst = [
      ...recentFirst.filter(({ count }) => count > 0),
      ...recentFirst.filter(({ count }) => count === 0),
    ];
    const ids = new Set(unreadFirst.map(({ id }) => id));
    ids.add(0 as ConversationId);
    for (const { id } of this.#options.chats.all()) ids.add(id);
    return ids;
  }
}

function isNew(chat: Chat | undefined): boolean {
  return (
    chat === undefined ||
    (chat.record.cursor === 0 && !chat.record.last && chat.record.rank === 0 && !chat.record.isAdopting)
  );
}
