import type { ConversationId, MessageId } from '@warbler/protocol';
import type { Conversation } from '../conversation.ts';
import type { LocalMessageId, Message } from '../message.ts';
import { type ChatRecord, kindOf } from './chat-record.ts';
import { InOrder } from './in-order.ts';
import { MessageWindow } from './message-window.ts';

/** How a conversation is shown. */
export interface ChatTitle {
  readonly title: string;
  readonly avatar?: string;
}

/** A message on its way, or one that failed when `failedAfter` was the newest. */
export interface UnsettledMessage {
  readonly message: Message;
  readonly failedAfter?: MessageId;
}

/** One conversation in memory: its record, its window, and what was last shown of it. */
export class Chat {
  readonly id: ConversationId;
  /** Everything that reads the storage and then changes this conversation goes through here. */
  readonly inOrder = new InOrder();
  /** Undefined until somebody looks at the conversation. */
  window: MessageWindow | undefined;
  /** Calls for older messages, one after the other. */
  readonly historyInOrder = new InOrder();
  #unsettled: readonly UnsettledMessage[] = [];
  /** Receipts that came before the answers to the sends they are about. */
  readonly earlyReceipts = new Map<MessageId, 'delivered' | 'read'>();
  /** Grows with every change of the record: tells whether a comparison with the server was of the same state. */
  version = 0;
  #record: ChatRecord;
  #snapshot: Conversation | undefined;

  constructor(record: ChatRecord) {
    this.id = record.id;
    this.#record = record;
  }

  get record(): ChatRecord {
    return this.#record;
  }

  set record(record: ChatRecord) {
    if (record === this.#record) return;
    this.#record = record;
    this.version += 1;
    this.#snapshot = undefined;
  }

  /** The title, the profile or what is on its way changed. */
  invalidate(): void {
    this.#snapshot = undefined;
  }

  conversation(titleOf: (id: ConversationId) => ChatTitle): Conversation {
    this.#snapshot ??= this.#show(titleOf(this.id));
    return this.#snapshot;
  }

  /** Whether the list shows it. */
  get isListed(): boolean {
    return !this.#record.isHidden || this.#unsettled.length > 0;
  }

  get rank(): number {
    return this.#record.rank;
  }

  /** Adds a message on its way, or changes one. */
  putUnsettled(unsettled: UnsettledMessage): void {
    const { localId } = unsettled.message;
    const at = this.#unsettled.findIndex(({ message }) => message.localId === localId);
    this.#unsettled = at < 0 ? [...this.#unsettled, unsettled] : this.#unsettled.with(at, unsettled);
    this.window?.putUnsettled(unsettled.message, unsettled.failedAfter);
    this.#snapshot = undefined;
  }

  /** A message is not on its way any more. */
  removeUnsettled(localId: LocalMessageId): void {
    this.#unsettled = this.#unsettled.filter(({ message }) => message.localId !== localId);
    this.window?.removeUnsettled(localId);
    this.#snapshot = undefined;
  }

  openWindow(): MessageWindow {
    const window = new MessageWindow();
    for (const { message, failedAfter } of this.#unsettled) window.putUnsettled(message, failedAfter);
    this.window = window;
    return window;
  }

  #show(shown: ChatTitle): Conversation {
    const { id, read, last, lastActivityMs } = this.#record;
    const lastId = last?.id ?? 0;
    const newest = this.#unsettled.findLast(({ failedAfter = lastId }) => failedAfter >= lastId);
    const lastMessage = newest?.message ?? last;
    return {
      id,
      kind: kindOf(id),
      ...shown,
      unreadCount: read.unreadCount,
      ...(lastMessage ? { lastMessage } : {}),
      lastActivityMs: Math.max(lastActivityMs, newest?.message.timestampMs ?? 0),
    };
  }
}
