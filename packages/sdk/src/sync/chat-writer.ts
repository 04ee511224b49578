import type { MessageId, Meta } from '@warbler/protocol';
import type { Announcer } from '../chat/announcer.ts';
import { type Chat, maxEarlyEvents } from '../chat/chat.ts';
import type { ChatRecord } from '../chat/chat-record.ts';
import type { Chats } from '../chat/chats.ts';
import { readAll } from '../chat/read-state.ts';
import type { Message } from '../message.ts';
import type { StorageChange } from '../storage/storage.ts';
import type { AccountStore } from '../store/account-store.ts';
import { applyEvents, type ChatAfter } from './apply-events.ts';
import type { Edit, MetaEvent, Receipt } from './meta-event.ts';

/** A meta of a conversation's stream, read. */
export interface StreamEvent {
  readonly mid: MessageId;
  readonly event: MetaEvent;
  readonly meta: Meta;
}

/** A piece of a conversation's stream. */
export interface StreamPage {
  readonly events: readonly StreamEvent[];
  /** What acknowledges the page. */
  readonly nextKey: MessageId;
  /** For a push: the cursor that it goes on from. */
  readonly prevMid?: MessageId;
}

/** What became of a page: `gap` when something before it is missing, and nothing was changed. */
export type PageOutcome =
  | { readonly kind: 'gap' }
  | { readonly kind: 'repeat' }
  | { readonly kind: 'stored'; readonly arrived: readonly Message[]; readonly fresh: readonly StreamEvent[] };

/** Messages of which something is kept before their sends are answered, in each conversation. */
const maxEarlyMessages = 200;

/** Puts what the stream says into memory, into the storage and before the app's eyes, in one step each. */
export class ChatWriter {
  readonly #store: AccountStore;
  readonly #chats: Chats;
  readonly #announcer: Announcer;

  constructor(store: AccountStore, chats: Chats, announcer: Announcer) {
    this.#store = store;
    this.#chats = chats;
    this.#announcer = announcer;
  }

  /** Applies what of the page is new. Resolves when it is stored together with the cursor: it may be acknowledged. */
  applyPage(chat: Chat, { events, nextKey, prevMid }: StreamPage): Promise<PageOutcome> {
    return chat.inOrder.run(async () => {
      const { cursor } = chat.record;
      if (prevMid !== undefined && prevMid > cursor) return { kind: 'gap' };
      if (nextKey <= cursor) return { kind: 'repeat' };
      const entries = events.filter(({ mid }) => mid > cursor);
      const fresh = entries.map(({ event }) => event);
      const known = await this.#lookUp(chat, fresh);
      const cleared = await this.#lookUpCleared(chat, fresh);
      const after = await this.#withLast(chat, applyEvents({ record: chat.record, known }, fresh));
      chat.record = { ...after.record, cursor: nextKey };
      await this.#commit(chat, after, cleared, cursor);
      return { kind: 'stored', arrived: after.arrived, fresh: entries };
    });
  }

  /**
   * Applies what is not in this device's stream: receipts that nobody stores, and what the user did here. `settle` is
   * called in the moment of the change, and what it returns is stored with it.
   */
  applyEvent(
    chat: Chat,
    read: (record: ChatRecord) => MetaEvent,
    settle: () => readonly StorageChange[] = () => [],
  ): Promise<void> {
    return chat.inOrder.run(async () => {
      const event = read(chat.record);
      const known = await this.#lookUp(chat, [event]);
      const cleared = await this.#lookUpCleared(chat, [event]);
      const after = await this.#withLast(chat, applyEvents({ record: chat.record, known }, [event]));
      const also = settle();
      chat.record = after.record;
      await this.#commit(chat, after, [...cleared, ...also]);
    });
  }

  /** The user is not in the group any more: the server counts nothing of it, nor can it be read there. */
  nothingToRead(chat: Chat): Promise<void> {
    return chat.inOrder.run(async () => {
      const { cursor, last, read } = chat.record;
      if (read.unreadCount === 0) return;
      const upTo = Math.max(last?.id ?? 0, cursor, read.readUpTo) as MessageId;
      chat.record = { ...chat.record, read: readAll(read, upTo, []) };
      await this.recordChanged(chat);
    });
  }

  /** The record changed outside the stream: stores and shows it. Resolves when it is stored. */
  recordChanged(chat: Chat, also: readonly StorageChange[] = []): Promise<void> {
    this.#chats.invalidate();
    this.#announcer.conversationsChanged();
    return this.#store.write([this.#store.chatChange(chat.record), ...also]);
  }

  async #commit(chat: Chat, after: ChatAfter, also: readonly StorageChange[], cursor?: MessageId): Promise<void> {
    const { id } = chat;
    const { put, removed, clearedUpTo, unmatched } = after;
    if (clearedUpTo !== undefined) chat.window?.clear(clearedUpTo);
    chat.window?.remove(removed);
    chat.window?.put(put, cursor);
    if (chat.isSending) for (const event of unmatched) keepEarly(chat.early, event);
    chat.noteGone(removed);
    const isChanged = put.length > 0 || removed.length > 0 || clearedUpTo !== undefined;
    if (isChanged) this.#announcer.messagesChanged(id, chat.shown(put));
    await this.recordChanged(chat, [
      ...also,
      ...removed.map((mid) => this.#store.messageRemoval(id, mid)),
      ...put.flatMap((message) => this.#messageChange(message)),
    ]);
  }

  #messageChange(message: Message): readonly StorageChange[] {
    const { id } = message;
    return id === undefined ? [] : [this.#store.messageChange({ ...message, id })];
  }

  /** Where the last message is gone, the newest that is left takes its place in the same step. */
  async #withLast(chat: Chat, after: ChatAfter): Promise<ChatAfter> {
    const { clearedUpTo = -1, put, record, removed } = after;
    if (record.last || removed.length === 0) return after;
    const stored = await this.#store.messagesBefore(chat.id, { limit: removed.length + 1 });
    const gone = new Set(removed);
    const isLeft = ({ id }: Message) => id !== undefined && id > clearedUpTo && !gone.has(id);
    const left = [...put, ...stored].filter(isLeft);
    const [last] = left.sort((one, other) => (other.id ?? 0) - (one.id ?? 0));
    return last ? { ...after, record: { ...record, last, isHidden: false } } : after;
  }

  /** The stored messages that the events may be about. Most pages need none. */
  async #lookUp(chat: Chat, events: readonly MetaEvent[]): Promise<ReadonlyMap<MessageId, Message>> {
    const newestId = chat.record.last?.id ?? 0;
    const known = new Map<MessageId, Message>();
    const wanted = new Set<MessageId>();
    for (const event of events) {
      const isUpTo = event.kind === 'readAll' || event.kind === 'conversationDeleted';
      if (isUpTo && event.upTo < newestId) await this.#addNewer(chat, event.upTo, known);
      const mid = subjectOf(event);
      if (mid !== undefined && mid <= newestId) wanted.add(mid);
    }
    const found = await Promise.all([...wanted].map((mid) => this.#store.message(chat.id, mid)));
    for (const message of found) if (message?.id !== undefined) known.set(message.id, message);
    return known;
  }

  async #lookUpCleared(chat: Chat, events: readonly MetaEvent[]): Promise<readonly StorageChange[]> {
    const deletion = events.findLast((event) => event.kind === 'conversationDeleted');
    return deletion ? this.#store.clearChanges(chat.id, deletion.upTo) : [];
  }

  async #addNewer(chat: Chat, upTo: MessageId, known: Map<MessageId, Message>): Promise<void> {
    for (const message of await this.#store.messagesAfter(chat.id, upTo)) {
      if (message.id !== undefined) known.set(message.id, message);
    }
  }
}

function subjectOf(event: MetaEvent): MessageId | undefined {
  if (event.kind === 'message') return event.message.id;
  return 'mid' in event ? event.mid : undefined;
}

function keepEarly(early: Map<MessageId, readonly (Receipt | Edit)[]>, event: Receipt | Edit): void {
  early.set(event.mid, [...(early.get(event.mid) ?? []), event].slice(-maxEarlyEvents));
  const [oldest] = early.keys();
  if (early.size > maxEarlyMessages && oldest !== undefined) early.delete(oldest);
}
