import type { ClientMessageId, ConversationId, MessageId, UserId } from '@warbler/protocol';
import type { Chat } from '../chat/chat.ts';
import { kindOf } from '../chat/chat-record.ts';
import { isUnread, type ReadState, readAll } from '../chat/read-state.ts';
import type { Message } from '../message.ts';
import type { Clock } from '../platform/clock.ts';
import type { StorageChange } from '../storage/storage.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { UnsentReceipt } from '../store/unsent.ts';
import type { ChatWriter } from '../sync/chat-writer.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { ClientMessageIds } from './client-message-ids.ts';
import { encodeReadAll, encodeReceipt } from './encode-send.ts';
import type { LaneName, Outbox } from './outbox.ts';

/** What receipts need. */
export interface ReceiptsOptions {
  readonly me: UserId;
  readonly clock: Clock;
  readonly ids: ClientMessageIds;
  readonly outbox: Outbox;
  readonly store: AccountStore;
  readonly writer: ChatWriter;
  /** Whether a group wants its senders to be told who has read. */
  wantsReadReceipts(conversationId: ConversationId): Promise<boolean>;
  problem(cause: unknown): void;
}

/** Senders are told of so many of the newest messages when a long conversation is marked as read. */
const maxReadReceipts = 200;
/** Receipts of delivery that wait at most; they are a courtesy, and a first login may bring thousands of messages. */
const maxWaitingReceipts = 1_000;

/** Tells senders that their messages were delivered and read, and the user's other devices what was read here. */
export class Receipts {
  readonly #options: ReceiptsOptions;
  readonly #unsent = new Map<ClientMessageId, UnsentReceipt>();

  constructor(options: ReceiptsOptions) {
    this.#options = options;
  }

  /** Takes up a stored receipt. */
  restore(unsent: UnsentReceipt): void {
    this.#unsent.set(unsent.clientMid, unsent);
    this.#options.outbox.restore(laneOf(unsent), unsent.clientMid, fromBase64(unsent.frame));
  }

  /** Messages of others arrived and are stored. Receipts of delivery are not: a read receipt says it as well. */
  delivered(messages: readonly Message[]): void {
    const { clock, ids, me, outbox } = this.#options;
    for (const { conversationId, from, id } of messages) {
      if (id === undefined || kindOf(conversationId) !== 'user' || outbox.size >= maxWaitingReceipts) continue;
      const clientMid = ids.next();
      const envelope = { clientMid, from: me, to: from, timestampMs: clock.now() };
      const frame = encodeReceipt(envelope, 'delivered', id);
      outbox.add('receipts', clientMid, frame);
      outbox.ready(clientMid, frame);
    }
  }

  /** The user played somebody's sound or video: here at once, and told to the sender. Resolves when that is stored. */
  async played(chat: Chat, { id: mid, from }: Message): Promise<void> {
    const { store, writer, me } = this.#options;
    if (mid === undefined) return;
    const { clientMid, frame, change } = this.#add({ conversationId: chat.id, isReadAll: false, mid }, (envelope) =>
      encodeReceipt({ ...envelope, to: from }, 'played', mid),
    );
    const receipt = { kind: 'receipt' as const, mid, status: 'played' as const, from: me };
    await writer.applyEvent(
      chat,
      () => receipt,
      () => [change, store.lastClientMidChange(clientMid)],
    );
    this.#options.outbox.ready(clientMid, frame);
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
    const added = this.#add({ conversationId: chat.id, isReadAll: true }, (envelope) =>
      encodeReadAll({ ...envelope, to: me }, chat.id, upTo),
    );
    await this.#store(chat, removals, [added]);
    if (kindOf(chat.id) === 'user') await this.#tellSenders(chat, read, upTo);
    else if (kindOf(chat.id) === 'group') this.#tellGroup(chat, read, upTo);
  }

  /** A message counts as unread again: its sender must not be told later that it was read, nor the server. */
  forget(conversationId: ConversationId, mid: MessageId): readonly StorageChange[] {
    const about = [...this.#unsent.values()].filter((one) => one.conversationId === conversationId && one.mid === mid);
    return about.map(({ clientMid }) => this.#drop(clientMid));
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

  /** Whether senders want to know has to be asked, which must hold up nobody. */
  #tellGroup(chat: Chat, before: ReadState, upTo: MessageId): void {
    const { problem, wantsReadReceipts } = this.#options;
    wantsReadReceipts(chat.id)
      .then((isWanted) => (isWanted ? this.#tellSenders(chat, before, upTo) : undefined))
      .catch(problem);
  }

  async #tellSenders(chat: Chat, before: ReadState, upTo: MessageId): Promise<void> {
    const range = { before: (upTo + 1) as MessageId, limit: maxReadReceipts };
    const newest = await this.#options.store.messagesBefore(chat.id, range);
    // What was marked as unread again meanwhile is not told as read.
    const isRead = (id: MessageId) => isUnread(before, id) && !isUnread(chat.record.read, id);
    const read = newest.filter(({ id, isOwn }) => id !== undefined && !isOwn && isRead(id));
    const added = read.map(({ id: mid = 0 as MessageId, from }) =>
      this.#add({ conversationId: chat.id, isReadAll: false, mid }, (envelope) =>
        encodeReceipt({ ...envelope, to: from }, 'read', mid),
      ),
    );
    await this.#store(chat, [], added);
  }

  #add(
    about: Pick<UnsentReceipt, 'conversationId' | 'isReadAll' | 'mid'>,
    encode: (envelope: { clientMid: ClientMessageId; from: UserId; timestampMs: number }) => Uint8Array,
  ): Added {
    const { clock, ids, me, outbox, store } = this.#options;
    const clientMid = ids.next();
    const frame = encode({ clientMid, from: me, timestampMs: clock.now() });
    const unsent: UnsentReceipt = { kind: 'operation', clientMid, frame: toBase64(frame), ...about };
    this.#unsent.set(clientMid, unsent);
    outbox.add(laneOf(about), clientMid, frame);
    return { clientMid, frame, change: store.unsentChange(unsent) };
  }

  async #store(chat: Chat, also: readonly StorageChange[], added: readonly Added[]): Promise<void> {
    const { outbox, store, writer } = this.#options;
    const last = added.at(-1);
    if (!last) return;
    const changes = [...also, ...added.map(({ change }) => change), store.lastClientMidChange(last.clientMid)];
    await writer.recordChanged(chat, changes);
    for (const { clientMid, frame } of added) outbox.ready(clientMid, frame);
  }

  #drop(clientMid: ClientMessageId): StorageChange {
    this.#unsent.delete(clientMid);
    this.#options.outbox.settle(clientMid);
    return this.#options.store.unsentRemoval(clientMid);
  }
}

interface Added {
  readonly clientMid: ClientMessageId;
  readonly frame: Uint8Array;
  readonly change: StorageChange;
}

/** What the user has read goes in order with what the user does; what senders are told needs no order. */
function laneOf({ conversationId, isReadAll }: Pick<UnsentReceipt, 'conversationId' | 'isReadAll'>): LaneName {
  return isReadAll ? conversationId : 'receipts';
}
