import type { ClientMessageId, ConversationId, MessageId, UserId } from '@warbler/protocol';
import type { Chat } from '../chat/chat.ts';
import { kindOf } from '../chat/chat-record.ts';
import { isUnread, type ReadState, readAll } from '../chat/read-state.ts';
import type { Message } from '../message.ts';
import type { Clock } from '../platform/clock.ts';
import type { StorageChange } from '../storage/storage.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { UnsentOperation } from '../store/unsent.ts';
import type { ChatWriter } from '../sync/chat-writer.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { ClientMessageIds } from './client-message-ids.ts';
import { encodeReadAll, encodeReceipt } from './encode-send.ts';
import type { Outbox } from './outbox.ts';

/** What receipts need. */
export interface ReceiptsOptions {
  readonly me: UserId;
  readonly clock: Clock;
  readonly ids: ClientMessageIds;
  readonly outbox: Outbox;
  readonly store: AccountStore;
  readonly writer: ChatWriter;
}

/** Senders are told of so many of the newest messages when a long conversation is marked as read. */
const maxReadReceipts = 200;
/** Receipts of delivery that wait at most; they are a courtesy, and a first login may bring thousands of messages. */
const maxWaitingReceipts = 1_000;

/** Tells senders that their messages were delivered and read, and the user's other devices what was read here. */
export class Receipts {
  readonly #options: ReceiptsOptions;
  readonly #unsent = new Map<ClientMessageId, UnsentOperation>();

  constructor(options: ReceiptsOptions) {
    this.#options = options;
  }

  /** Takes up stored receipts. */
  load(unsent: readonly UnsentOperation[]): void {
    for (const operation of unsent) {
      this.#unsent.set(operation.clientMid, operation);
      this.#options.outbox.add('receipts', operation.clientMid, fromBase64(operation.frame));
      this.#options.outbox.ready(operation.clientMid);
    }
  }

  /** Messages of others arrived and are stored. Receipts of delivery are not: a read receipt says it as well. */
  delivered(messages: readonly Message[]): void {
    const { clock, ids, me, outbox } = this.#options;
    for (const { conversationId, from, id } of messages) {
      if (id === undefined || kindOf(conversationId) !== 'user' || outbox.size >= maxWaitingReceipts) continue;
      const clientMid = ids.next();
      const envelope = { clientMid, from: me, to: from, timestampMs: clock.now() };
      outbox.add('receipts', clientMid, encodeReceipt(envelope, 'delivered', id));
      outbox.ready(clientMid);
    }
  }

  /** Everything that is here of the conversation is read. Resolves when that is stored. */
  async markRead(chat: Chat): Promise<void> {
    const { last, cursor, read } = chat.record;
    const upTo = Math.max(last?.id ?? 0, cursor) as MessageId;
    if (upTo === 0 || (read.unreadCount === 0 && read.unreadAgain.length === 0)) return;
    chat.record = { ...chat.record, read: readAll(read, upTo, []) };
    const superseded = [...this.#unsent.values()].filter((one) => one.isReadAll && one.conversationId === chat.id);
    const removals = superseded.map(({ clientMid }) => this.#drop(clientMid));
    const { me } = this.#options;
    const readAllChange = this.#add(chat.id, true, (envelope) => encodeReadAll({ ...envelope, to: me }, chat.id, upTo));
    await this.#store(chat, [...removals, readAllChange.change], [readAllChange.clientMid]);
    if (kindOf(chat.id) === 'user') await this.#tellSenders(chat, read, upTo);
  }

  /** Whether something that was read here has not reached the server. */
  hasUnsentReads(conversationId: ConversationId): boolean {
    return [...this.#unsent.values()].some((operation) => operation.conversationId === conversationId);
  }

  /** The server answered, for good. A receipt that it refuses (the message is gone) is of no use any more. */
  settled(clientMid: number): void {
    const id = clientMid as ClientMessageId;
    if (this.#unsent.has(id)) void this.#options.store.write([this.#drop(id)]);
    else this.#options.outbox.settle(id);
  }

  async #tellSenders(chat: Chat, before: ReadState, upTo: MessageId): Promise<void> {
    const range = { before: (upTo + 1) as MessageId, limit: maxReadReceipts };
    const newest = await this.#options.store.messagesBefore(chat.id, range);
    const unread = newest.filter(({ id, isOwn }) => id !== undefined && !isOwn && isUnread(before, id));
    const added = unread.map(({ id = 0 as MessageId, from }) =>
      this.#add(chat.id, false, (envelope) => encodeReceipt({ ...envelope, to: from }, 'read', id)),
    );
    await this.#store(
      chat,
      added.map(({ change }) => change),
      added.map(({ clientMid }) => clientMid),
    );
  }

  #add(
    conversationId: ConversationId,
    isReadAll: boolean,
    encode: (envelope: { clientMid: ClientMessageId; from: UserId; timestampMs: number }) => Uint8Array,
  ): { readonly clientMid: ClientMessageId; readonly change: StorageChange } {
    const { clock, ids, me, outbox, store } = this.#options;
    const clientMid = ids.next();
    const frame = encode({ clientMid, from: me, timestampMs: clock.now() });
    const unsent: UnsentOperation = { kind: 'operation', clientMid, frame: toBase64(frame), conversationId, isReadAll };
    this.#unsent.set(clientMid, unsent);
    outbox.add('receipts', clientMid, frame);
    return { clientMid, change: store.unsentChange(unsent) };
  }

  async #store(chat: Chat, changes: readonly StorageChange[], clientMids: readonly ClientMessageId[]): Promise<void> {
    const { outbox, store, writer } = this.#options;
    const last = clientMids.at(-1);
    if (last === undefined) return;
    await writer.recordChanged(chat, [...changes, store.lastClientMidChange(last)]);
    for (const clientMid of clientMids) outbox.ready(clientMid);
  }

  #drop(clientMid: ClientMessageId): StorageChange {
    this.#unsent.delete(clientMid);
    this.#options.outbox.settle(clientMid);
    return this.#options.store.unsentRemoval(clientMid);
  }
}
