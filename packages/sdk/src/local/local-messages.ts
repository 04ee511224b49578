import { ImError, type MessageId } from '@warbler/protocol';
import type { Announcer } from '../chat/announcer.ts';
import type { Chat } from '../chat/chat.ts';
import type { Chats } from '../chat/chats.ts';
import type { LocalMessageId, Message } from '../message.ts';
import type { ClientMessageIds } from '../outbox/client-message-ids.ts';
import type { Sender } from '../outbox/sender.ts';
import type { Platform } from '../platform/platform.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { UnsentNote } from '../store/unsent.ts';
import type { ChatWriter } from '../sync/chat-writer.ts';
import type { HistoryLoader } from '../sync/history-loader.ts';
import type { LocalInsert, MessagesAround, MessagesQuery } from './local-messages-api.ts';

/** What local messages need. */
export interface LocalMessagesOptions {
  readonly platform: Pick<Platform, 'clock'>;
  readonly store: AccountStore;
  readonly chats: Chats;
  readonly writer: ChatWriter;
  readonly loader: HistoryLoader;
  readonly announcer: Announcer;
  readonly ids: ClientMessageIds;
  readonly sender: Sender;
  /** The user of the account. */
  readonly me: number;
}

const defaultCount = 30;
const maxCount = 1_000;

/** Reads and changes what is stored of conversations, beside their windows. */
export class LocalMessages {
  readonly #options: LocalMessagesOptions;

  constructor(options: LocalMessagesOptions) {
    this.#options = options;
  }

  async message(chat: Chat, id: MessageId): Promise<Message | undefined> {
    const { loader, store } = this.#options;
    const stored = await store.message(chat.id, id);
    if (stored) return chat.shown([stored])[0];
    const oldest = await store.oldestId(chat.id);
    if (chat.record.isComplete || (oldest !== undefined && oldest < id)) return undefined;
    const [found] = await loader.peek(chat, (id + 1) as MessageId, 1);
    return found?.id === id ? found : undefined;
  }

  async page(chat: Chat, { before, after, limit = defaultCount }: MessagesQuery): Promise<readonly Message[]> {
    const { loader, store } = this.#options;
    const count = Math.min(Math.max(1, limit), maxCount);
    if (after !== undefined) {
      await loader.reach(chat, after);
      return chat.shown(await store.messagesAfter(chat.id, after, count));
    }
    const stored = await store.messagesBefore(chat.id, { before, limit: count });
    const isEnough = stored.length === count || chat.record.isComplete;
    if (isEnough || !(await loader.deepen(chat, count - stored.length))) return chat.shown(stored.toReversed());
    return chat.shown((await store.messagesBefore(chat.id, { before, limit: count })).toReversed());
  }

  /** @throws ImError `messageNotFound`, or why the server could not be asked. */
  async around(chat: Chat, id: MessageId, { before = defaultCount, after = defaultCount }): Promise<MessagesAround> {
    const { loader } = this.#options;
    // What lies between is stored on the way, so that no gap is left; from very far away only the older side is known.
    const isReached = await loader.reach(chat, id);
    const message = await this.message(chat, id);
    if (!message) throw new ImError('messageNotFound');
    const range = { before: id, limit: before + 1 };
    const older = isReached ? await this.page(chat, range) : await loader.peek(chat, id, before + 1);
    const newer = isReached ? await this.page(chat, { after: id, limit: after + 1 }) : [];
    return {
      messages: [...older.slice(-before || older.length), message, ...newer.slice(0, after)],
      hasOlder: older.length > before || !chat.record.isComplete,
      hasNewer: newer.length > after || !isReached,
    };
  }

  count(chat: Chat): Promise<number> {
    return this.#options.store.messageCount(chat.id);
  }

  async remove(chat: Chat, id: MessageId | LocalMessageId): Promise<void> {
    const { announcer, chats, sender, store, writer } = this.#options;
    if (typeof id === 'number') {
      return writer.applyEvent(
        chat,
        () => ({ kind: 'removed', mid: id }),
        () => [store.hiddenChange(chat.id, id)],
      );
    }
    const note = chat.takeNote(id);
    const removals = note ? [store.unsentRemoval(note.clientMid)] : sender.dropFailed(chat, id);
    if (removals.length === 0) throw new ImError('messageNotFound');
    announcer.messagesChanged(chat.id, []);
    chats.invalidate();
    announcer.conversationsChanged();
    await store.write(removals);
  }

  async insert(inserts: readonly LocalInsert[]): Promise<readonly Message[]> {
    const inserted: Message[] = [];
    for (const insert of inserts) {
      const chat = this.#options.chats.open(insert.conversationId);
      inserted.push(insert.id === undefined ? await this.#addNote(chat, insert) : await this.#import(chat, insert));
    }
    return inserted;
  }

  async #addNote(chat: Chat, insert: LocalInsert): Promise<Message> {
    const { announcer, chats, ids, store } = this.#options;
    const clientMid = ids.next();
    const message = this.#messageOf(insert, `n${clientMid}` as LocalMessageId);
    const failedAfter = Math.max(chat.record.last?.id ?? 0, chat.record.cursor) as MessageId;
    const note: UnsentNote = { kind: 'note', clientMid, frame: '', message, failedAfter };
    chat.putNote(note);
    chats.invalidate();
    announcer.messagesChanged(chat.id, [message]);
    announcer.conversationsChanged();
    await store.write([store.unsentChange(note), store.lastClientMidChange(clientMid)]);
    return message;
  }

  #import(chat: Chat, insert: LocalInsert): Promise<Message> {
    const { announcer, store, writer } = this.#options;
    const { id = 0 as MessageId } = insert;
    return chat.inOrder.run(async () => {
      const stored = await store.message(chat.id, id);
      if (stored) return stored;
      const message = { ...this.#messageOf(insert, `m${id}` as LocalMessageId), id };
      const isNewest = id > (chat.record.last?.id ?? 0);
      const lastActivityMs = Math.max(chat.record.lastActivityMs, message.timestampMs);
      chat.record = { ...chat.record, ...(isNewest ? { last: message } : {}), lastActivityMs, isHidden: false };
      chat.window?.put([message]);
      announcer.messagesChanged(chat.id, [message]);
      await writer.recordChanged(chat, [store.messageChange(message)]);
      return message;
    });
  }

  #messageOf({ conversationId, from, content, ext, timestampMs }: LocalInsert, localId: LocalMessageId): Message {
    const { me, platform } = this.#options;
    const isOwn = from === me;
    return {
      ...{ localId, conversationId, from, isOwn, content },
      timestampMs: timestampMs ?? platform.clock.now(),
      ...(ext === undefined ? {} : { ext }),
      isMentioningMe: false,
      status: isOwn ? 'sent' : 'received',
    };
  }
}
