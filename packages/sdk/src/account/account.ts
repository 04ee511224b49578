import { type ConversationId, ImError, type MessageId, type UserId } from '@warbler/protocol';
import { kindOf } from '../chat/chat-record.ts';
import type { DeletionScope, HistoryPage, ReceiptsPage, ReceiptsQuery } from '../client.ts';
import type { ConnectionState } from '../connection/connection-state.ts';
import { checkContent, checkText } from '../content/check-content.ts';
import type { Conversation } from '../conversation.ts';
import type { LogoutOptions } from '../credentials.ts';
import { askReceipts } from '../http/receipts.ts';
import type { LocalMessageId, Message, OutgoingContent } from '../message.ts';
import { encodeTyping } from '../outbox/encode-send.ts';
import type { Profile } from '../profile.ts';
import type { AccountSeam } from '../seam.ts';
import type { Handover } from '../store/handover.ts';
import type { AccountParts } from './assemble.ts';

const defaultHistoryCount = 30;

/** One user on one device: all that a client can do while it is signed in. */
export class Account {
  readonly #parts: AccountParts;

  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  /** What it is made of, for layers that need more than a client offers. */
  get parts(): AccountParts {
    return this.#parts;
  }

  /** Takes up what is stored. */
  async load(): Promise<void> {
    const { actions, chats, edits, groups, people, pins, receipts, sender, store } = this.#parts;
    chats.load(await store.chats());
    await groups.book.open();
    await pins.open();
    await people.load(chats);
    edits.restore(await store.doubtfulEdits());
    // In the order in which they were made, of whatever kind.
    for (const unsent of await store.unsent()) {
      if (unsent.kind === 'note') chats.open(unsent.message.conversationId).putNote(unsent);
      else if (unsent.kind === 'message') sender.restore(unsent);
      else if (unsent.kind === 'action') actions.restore(unsent);
      else receipts.restore(unsent);
    }
  }

  /** Connects, and fetches what is not in the stream. */
  start(): void {
    const { connection, problem, refreshOnce } = this.#parts;
    connection.start();
    refreshOnce().catch(problem);
  }

  async close(): Promise<void> {
    const { actions, announcer, connection, edits, groups, history, life, people, sender, store } = this.#parts;
    if (life.isOver) return;
    life.isOver = true;
    connection.stop();
    announcer.close();
    people.close();
    history.close();
    sender.close();
    actions.close();
    edits.offline();
    groups.book.close();
    groups.members.close();
    await store.close();
  }

  get connection(): ConnectionState {
    return this.#parts.connection.state;
  }

  get isSynced(): boolean {
    return this.#parts.unread.hasList;
  }

  reconnectNow(): void {
    this.#parts.connection.wake();
  }

  get me(): Profile {
    return this.#parts.people.me;
  }

  get friends(): readonly Profile[] {
    return this.#parts.people.friends;
  }

  get totalUnread(): number {
    return this.#parts.chats.totalUnread;
  }

  get conversations(): readonly Conversation[] {
    return this.#parts.chats.list;
  }

  messages(conversationId: ConversationId): readonly Message[] {
    const { chats, loader, problem } = this.#parts;
    const chat = chats.open(conversationId);
    if (!chat.window) loader.openWindow(chat).catch(problem);
    return chat.window?.snapshot ?? [];
  }

  history(conversationId: ConversationId, limit = defaultHistoryCount): Promise<HistoryPage> {
    const { chats, loader } = this.#parts;
    return loader.older(chats.open(conversationId), Math.max(1, limit));
  }

  openConversation(conversationId: ConversationId): void {
    const { chats, problem, platform, writer } = this.#parts;
    const chat = chats.open(conversationId);
    if (chat.isListed) return;
    chat.record = { ...chat.record, isHidden: false, lastActivityMs: platform.clock.now() };
    writer.recordChanged(chat).catch(problem);
  }

  send(conversationId: ConversationId, content: OutgoingContent, handover?: Handover): Message {
    checkContent(content);
    this.#parts.typing.sent(conversationId);
    return this.#parts.sender.send(conversationId, content, handover);
  }

  /** Resolves when everything done so far is stored. */
  flushed(): Promise<void> {
    return this.#parts.store.flushed();
  }

  whenSettled(localId: LocalMessageId): Promise<Message> {
    return this.#parts.sender.whenSettled(localId);
  }

  resend(localId: LocalMessageId): void {
    this.#parts.sender.resend(localId);
  }

  async markRead(conversationId: ConversationId): Promise<void> {
    const { chats, receipts } = this.#parts;
    const chat = chats.find(conversationId);
    if (chat) await receipts.markRead(chat);
  }

  async markPlayed(conversationId: ConversationId, messageId: MessageId): Promise<void> {
    const { chats, receipts } = this.#parts;
    const message = await this.#received(conversationId, messageId);
    if (!message.isPlayed) await receipts.played(chats.open(conversationId), message);
  }

  async markDelivered(conversationId: ConversationId, messageId: MessageId): Promise<void> {
    this.#parts.receipts.delivered([await this.#received(conversationId, messageId)]);
  }

  /** @throws ImError `messageNotFound` for an own message and for one that is not on this device. */
  async #received(conversationId: ConversationId, messageId: MessageId): Promise<Message> {
    const message = await this.#parts.store.message(conversationId, messageId);
    if (!message || message.isOwn) throw new ImError('messageNotFound');
    return message;
  }

  sendTyping(conversationId: ConversationId): void {
    const { connection, ids, me, platform, typing } = this.#parts;
    if (!connection.isOnline || kindOf(conversationId) === 'system' || !typing.mayTell(conversationId)) return;
    const timestampMs = platform.clock.now();
    connection.send(encodeTyping({ clientMid: ids.next(), from: me, to: conversationId, timestampMs }));
  }

  recall(conversationId: ConversationId, messageId: MessageId): Promise<void> {
    const { actions, chats } = this.#parts;
    return actions.remove(chats.open(conversationId), 'recall', messageId);
  }

  deleteMessage(conversationId: ConversationId, messageId: MessageId): Promise<void> {
    const { actions, chats } = this.#parts;
    return actions.remove(chats.open(conversationId), 'delete', messageId);
  }

  async edit(conversationId: ConversationId, messageId: MessageId, text: string): Promise<void> {
    const { actions, chats } = this.#parts;
    checkText(text);
    await actions.replace(chats.open(conversationId), messageId, text);
  }

  async append(conversationId: ConversationId, messageId: MessageId, text: string): Promise<void> {
    const { actions, chats } = this.#parts;
    if (text === '') return;
    checkText(text);
    await actions.append(chats.open(conversationId), messageId, text);
  }

  markUnread(conversationId: ConversationId, messageId: MessageId): Promise<void> {
    const { actions, chats } = this.#parts;
    return actions.markUnread(chats.open(conversationId), messageId);
  }

  deleteConversation(conversationId: ConversationId, where: DeletionScope): Promise<void> {
    const { actions, chats } = this.#parts;
    return actions.deleteConversation(chats.open(conversationId), where);
  }

  setPinned(conversationId: ConversationId, isPinned: boolean): Promise<void> {
    return this.#parts.pins.change(conversationId, isPinned);
  }

  /** Undefined takes it away. */
  async setLocal(
    conversationId: ConversationId,
    field: 'draft' | 'extension',
    text: string | undefined,
  ): Promise<void> {
    const { chats, writer } = this.#parts;
    const chat = chats.open(conversationId);
    const { [field]: before, ...record } = chat.record;
    if (before === text) return;
    chat.record = text === undefined ? record : { ...record, [field]: text };
    await writer.recordChanged(chat);
  }

  receipts(conversationId: ConversationId, messageId: MessageId, query: ReceiptsQuery): Promise<ReceiptsPage> {
    return askReceipts(this.#parts.rest, { conversationId, messageId }, query);
  }

  get seam(): AccountSeam {
    const { me, rest, sender, space, token, servers, store, people, problem } = this.#parts;
    return {
      ...{ me, rest, token, problem, space },
      deviceSn: () => (this.#parts.connection.isOnline ? this.#parts.devices.sn() : 0),
      restBase: () => servers.known?.rest ?? '',
      kept: (name) => store.kept(name),
      refreshMe: () => people.refresh([me]),
      held: () => sender.held,
      keepsFileOf: async (localId) => sender.isWithoutFile(localId),
      hold: (conversationId, content, handover) => sender.send(conversationId, content, handover),
      release: async (localId, content) => sender.release(localId, content),
      failHeld: async (localId, failure) => sender.failHeld(localId, failure),
    };
  }

  /** Takes the push binding of this device off, and ends the user's other web devices, as asked. */
  async beforeLogout({ keepPush = false, everywhere = false }: LogoutOptions): Promise<void> {
    const { connection, devices, problem } = this.#parts;
    const sn = devices.sn();
    if (everywhere) {
      const others = (await devices.calls.list()).filter(({ platform }) => platform === 'web');
      for (const { deviceSn } of others) if (deviceSn !== sn) await devices.calls.kick(deviceSn);
    }
    if (!keepPush && connection.isOnline) await devices.calls.unbindPush(sn).catch(problem);
  }

  findUser(name: string): Promise<Profile> {
    return this.#parts.people.findByName(name);
  }

  profile(userId: UserId): Profile | undefined {
    return this.#parts.people.find(userId);
  }

  async updateProfile({ nickName }: { readonly nickName?: string }): Promise<void> {
    if (nickName !== undefined) await this.#parts.people.rename(nickName);
  }
}
