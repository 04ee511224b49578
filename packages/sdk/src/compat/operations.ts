import { type ConversationId, ImError, type MessageId } from '@warbler/protocol';
import { conversationIdOf, type FlooId, messageIdOf } from './given-ids.ts';
import { jsonText } from './json-text.ts';
import { type FlooMessage, flooMessage } from './message-shape.ts';
import type { World } from './world.ts';

/** Delivered as events, and not part of a conversation. */
const passing: ReadonlySet<string> = new Set(['command', 'forward']);

/**
 * What is read of and done to the messages of a conversation, the same for people and groups. Nothing is returned by
 * what is done: events tell when the server has done it, and `flooError` when it refuses.
 */
export function operationsOf(world: World) {
  const run = (work: () => Promise<unknown>): void => {
    // Not at once: what fails for the arguments is told like what the server refuses.
    void (async () => work())().catch((error: unknown) => {
      const { code, entry, message } = ImError.from(error);
      world.log('warn', code, message);
      world.error('FAIL', message, entry.status);
    });
  };
  const done = (
    event: string,
    id: FlooId,
    mid: FlooId,
    work: (id: ConversationId, mid: MessageId) => Promise<unknown>,
  ): void =>
    run(async () => {
      const [conversationId, messageId] = [conversationIdOf(id), messageIdOf(mid)];
      await work(conversationId, messageId);
      world.feed.operated(event, conversationId, messageId);
    });
  return {
    /** Oldest first. */
    messages: (id: FlooId): readonly FlooMessage[] =>
      world.client
        .messages(conversationIdOf(id))
        .map((message) => flooMessage(message, world.viewer))
        .filter(({ type }) => !passing.has(type)),
    unreadCount: (id: FlooId): number => {
      const conversationId = conversationIdOf(id);
      return world.client.parts?.chats.find(conversationId)?.record.read.unreadCount ?? 0;
    },
    /** One message, or everything. */
    read: (id: FlooId, mid?: FlooId): void =>
      run(async () => {
        const conversationId = conversationIdOf(id);
        if (mid === undefined) return world.client.markRead(conversationId);
        const { chats, receipts, store } = world.parts;
        const chat = chats.open(conversationId);
        const message = chat.window?.stored(messageIdOf(mid)) ?? (await store.message(chat.id, messageIdOf(mid)));
        if (message) await receipts.markOneRead(chat, message);
        world.bus.fire('onUnreadChange', conversationId);
      }),
    recall: (id: FlooId, mid: FlooId): void =>
      done('onMessageRecalled', id, mid, (chat, one) => world.client.recall(chat, one)),
    remove: (id: FlooId, mid: FlooId): void =>
      done('onMessageDeleted', id, mid, (chat, one) => world.client.deleteMessage(chat, one)),
    markUnread: (id: FlooId, mid: FlooId): void =>
      done('onMessageCanceled', id, mid, (chat, one) => world.client.markUnread(chat, one)),
    append: (id: FlooId, mid: FlooId, content: string): void =>
      run(async () => {
        const [conversationId, messageId] = [conversationIdOf(id), messageIdOf(mid)];
        await world.client.append(conversationId, messageId, content);
        await world.feed.edited(conversationId, messageId, { isAppended: true, text: content, ext: '', config: '' });
      }),
    /** Nothing happens where nothing is given. */
    replace: (id: FlooId, mid: FlooId, content = '', config: unknown = null, ext: unknown = null): void =>
      run(async () => {
        const [conversationId, messageId] = [conversationIdOf(id), messageIdOf(mid)];
        const also = { config: jsonText(config), ext: jsonText(ext) };
        if (content === '' && also.config === '' && also.ext === '') return;
        const { actions, chats } = world.parts;
        await actions.replace(chats.open(conversationId), messageId, content, also);
        await world.feed.edited(conversationId, messageId, { isAppended: false, text: content, ...also });
      }),
  };
}
