import type { MessageId, SyncDL, UserId } from '@warbler/protocol';
import type { Announcer } from '../chat/announcer.ts';
import type { Chat } from '../chat/chat.ts';
import type { MessageWindow } from '../chat/message-window.ts';
import type { HistoryPage } from '../client.ts';
import type { Message } from '../message.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { ChatWriter } from './chat-writer.ts';
import type { HistoryRequests } from './history-requests.ts';
import { mergeMessages } from './message-progress.ts';
import { readMeta } from './read-meta.ts';

/** What a history loader needs. */
export interface HistoryLoaderOptions {
  readonly me: UserId;
  readonly store: AccountStore;
  readonly requests: HistoryRequests;
  readonly writer: ChatWriter;
  readonly announcer: Announcer;
}

/** Messages that a window begins with. */
const firstCount = 50;
/** XSYNC.md, History: the server gives no more at once. */
const maxPageCount = 200;
/** Pages in a row without a message that can be shown, after which a caller gets nothing instead of waiting on. */
const maxEmptyPages = 5;
/** Pages that a jump into history loads on its way: the 2,000 messages that a person may scroll through. */
const maxJumpPages = 10;

/** Fills windows: from the storage, and with what the server has beyond it. */
export class HistoryLoader {
  readonly #options: HistoryLoaderOptions;

  constructor(options: HistoryLoaderOptions) {
    this.#options = options;
  }

  /** The window, opened and loaded from the storage if that was not done before. */
  async openWindow(chat: Chat): Promise<MessageWindow> {
    const window = chat.window ?? chat.openWindow();
    if (!window.isLoaded) await chat.inOrder.run(() => this.#load(chat, window));
    return window;
  }

  /** Adds older messages to the window. @throws ImError when they are not stored and the server cannot be asked. */
  older(chat: Chat, limit: number): Promise<HistoryPage> {
    return chat.historyInOrder.run(async () => {
      const window = await this.openWindow(chat);
      if (window.isFull) return { messages: [], hasMore: false };
      const local = await chat.inOrder.run(() => this.#loadOlder(chat, window, limit));
      if (local.length > 0)
        return { messages: chat.shown(local), hasMore: local.length === limit || !chat.record.isComplete };
      if (chat.record.isComplete) return { messages: [], hasMore: false };
      const messages = await this.#fetchOlder(chat, window.oldestId, limit);
      return { messages: chat.shown(messages), hasMore: !chat.record.isComplete };
    });
  }

  /**
   * Asks the server for messages below `before` (0: the newest), and takes into the window what leaves no gap in it.
   * Newest last; `next` asks for the page before, 0 on the last.
   */
  page(chat: Chat, before: MessageId, limit: number): Promise<{ messages: readonly Message[]; next: MessageId }> {
    return chat.historyInOrder.run(async () => {
      const window = await this.openWindow(chat);
      const answer = await this.#options.requests.ask(chat.id, before, Math.min(Math.max(1, limit), maxPageCount));
      const read = this.#read(chat, answer);
      const next = answer.nextKey as MessageId;
      const isJoined = before === 0 || (window.oldestId !== undefined && before >= window.oldestId);
      if (!isJoined) return { messages: read, next };
      const messages = await chat.inOrder.run(() => this.#store(chat, read, { isComplete: next === 0, isOlder: true }));
      return { messages: chat.shown(messages), next };
    });
  }

  /** Stores what lies between the oldest stored message and `id`, if that is not far. Tells whether it is there now. */
  reach(chat: Chat, id: MessageId): Promise<boolean> {
    return chat.historyInOrder.run(async () => {
      const oldest = await this.#options.store.oldestId(chat.id);
      let key = oldest ?? (0 as MessageId);
      for (let page = 0; !chat.record.isComplete && (key === 0 || key > id); page += 1) {
        if (page === maxJumpPages) return false;
        key = await this.#storeBelow(chat, key, maxPageCount);
      }
      return true;
    });
  }

  /** Stores up to `limit` messages below the oldest stored one. Tells whether there were any. */
  deepen(chat: Chat, limit: number): Promise<boolean> {
    return chat.historyInOrder.run(async () => {
      const { store } = this.#options;
      const before = await store.messageCount(chat.id);
      let key = (await store.oldestId(chat.id)) ?? (0 as MessageId);
      let added = 0;
      for (let pages = 0; added < limit && !chat.record.isComplete && pages < maxEmptyPages; pages += 1) {
        key = await this.#storeBelow(chat, key, Math.min(limit - added, maxPageCount));
        added = (await store.messageCount(chat.id)) - before;
      }
      return added > 0;
    });
  }

  /** What the server has below `before`, oldest first; nothing is stored, because it would leave a gap. */
  peek(chat: Chat, before: MessageId, limit: number): Promise<readonly Message[]> {
    return chat.historyInOrder.run(async () => {
      const answer = await this.#options.requests.ask(chat.id, before, Math.min(limit, maxPageCount));
      return chat.shown(await this.#withoutGone(chat, this.#read(chat, answer)));
    });
  }

  /** Asks for one message as it stands now. */
  refetch(chat: Chat, id: MessageId): Promise<void> {
    return chat.historyInOrder.run(async () => {
      const answer = await this.#options.requests.ask(chat.id, (id + 1) as MessageId, 1);
      const read = this.#read(chat, answer).filter((message) => message.id === id);
      await chat.inOrder.run(() => this.#store(chat, read, { isComplete: false, isOlder: false }));
    });
  }

  /** Finds the newest message of a conversation of which none is stored, for the list. */
  preview(chat: Chat): Promise<unknown> {
    return chat.historyInOrder.run(async () => {
      if (!chat.record.last && !chat.record.isComplete) await this.#fetchOlder(chat, undefined, 1);
    });
  }

  async #load(chat: Chat, window: MessageWindow): Promise<void> {
    if (window.isLoaded) return;
    const stored = await this.#options.store.messagesBefore(chat.id, { limit: firstCount });
    this.#show(chat, window, stored.toReversed(), firstCount);
  }

  async #loadOlder(chat: Chat, window: MessageWindow, limit: number): Promise<readonly Message[]> {
    const stored = await this.#options.store.messagesBefore(chat.id, { before: window.oldestId, limit });
    const messages = stored.toReversed();
    this.#show(chat, window, messages, limit);
    return messages;
  }

  #show(chat: Chat, window: MessageWindow, messages: readonly Message[], limit: number): void {
    window.prepend(messages, messages.length < limit);
    if (messages.length > 0) this.#options.announcer.messagesChanged(chat.id, chat.shown(messages));
  }

  /** A page below `key`; returns the key of the next. The window is not touched: it may begin higher. */
  async #storeBelow(chat: Chat, key: MessageId, limit: number): Promise<MessageId> {
    const answer = await this.#options.requests.ask(chat.id, key, limit);
    const read = this.#read(chat, answer);
    const isComplete = answer.nextKey === 0;
    await chat.inOrder.run(() => this.#store(chat, read, { isComplete, isOlder: false }));
    return answer.nextKey as MessageId;
  }

  async #withoutGone(chat: Chat, messages: readonly Message[]): Promise<readonly Message[]> {
    const ids = messages.flatMap(({ id }) => id ?? []);
    const hidden = await this.#options.store.hidden(chat.id, ids);
    return messages.filter(({ id }) => id === undefined || (!hidden.has(id) && !chat.isGone(id)));
  }

  async #fetchOlder(chat: Chat, before: MessageId | undefined, limit: number): Promise<readonly Message[]> {
    let key = before ?? (0 as MessageId);
    for (let emptyPages = 0; emptyPages < maxEmptyPages; emptyPages += 1) {
      const answer = await this.#options.requests.ask(chat.id, key, Math.min(limit, maxPageCount));
      const read = this.#read(chat, answer);
      const isComplete = answer.nextKey === 0;
      const messages = await chat.inOrder.run(() => this.#store(chat, read, { isComplete, isOlder: true }));
      if (messages.length > 0 || answer.nextKey === 0) return messages;
      key = answer.nextKey as MessageId;
    }
    return [];
  }

  /** Oldest first. */
  #read(chat: Chat, { metas }: SyncDL): readonly Message[] {
    const stream = { conversationId: chat.id, me: this.#options.me };
    const events = metas.map((meta) => readMeta(meta, stream));
    const messages = events.flatMap((event) => (event.kind === 'message' ? [event.message] : []));
    return messages.sort((one, other) => (one.id ?? 0) - (other.id ?? 0));
  }

  /** `isOlder`: what was read ends where the window begins. */
  async #store(
    chat: Chat,
    read: readonly Message[],
    { isComplete, isOlder }: { readonly isComplete: boolean; readonly isOlder: boolean },
  ): Promise<readonly Message[]> {
    const { store, writer, announcer } = this.#options;
    const there = await this.#withoutGone(chat, read);
    const merged = await Promise.all(there.map((message) => this.#mergeStored(chat, message)));
    const last = merged.at(-1);
    const isNewer = (last?.id ?? 0) >= (chat.record.last?.id ?? 0);
    chat.record = {
      ...chat.record,
      ...(last && isNewer ? { last } : {}),
      lastActivityMs: Math.max(chat.record.lastActivityMs, last?.timestampMs ?? 0),
      isComplete: chat.record.isComplete || isComplete,
    };
    if (!isOlder) chat.window?.put(merged);
    else if (chat.window?.isLoaded) chat.window.prepend(merged);
    if (merged.length > 0) announcer.messagesChanged(chat.id, chat.shown(merged));
    await writer.recordChanged(
      chat,
      merged.flatMap((message) =>
        message.id === undefined ? [] : [store.messageChange({ ...message, id: message.id })],
      ),
    );
    return merged;
  }

  async #mergeStored(chat: Chat, message: Message): Promise<Message> {
    if (message.id === undefined || message.id > (chat.record.last?.id ?? 0)) return message;
    const stored = await this.#options.store.message(chat.id, message.id);
    return stored ? mergeMessages(stored, message) : message;
  }
}
