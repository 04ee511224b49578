import type { ConversationId } from '@warbler/protocol';
import type { Chats } from '../chat/chats.ts';
import type { StorageChange } from '../storage/storage.ts';
import type { AccountStore } from './account-store.ts';

/** What was removed of a conversation to make room. */
export interface TrimmedConversation {
  readonly conversationId: ConversationId;
  readonly count: number;
}

/** What became of a full storage. */
export interface Trimmed {
  readonly removed: readonly TrimmedConversation[];
  /** Conversations that have to ask the server for older messages from now on. */
  readonly changes: readonly StorageChange[];
  /** Whether a key is of a message that was removed, or lies below one: it must not be written again. */
  isGone(key: string): boolean;
}

/** Enough that a busy account does not come back at once, little enough not to be missed. */
const share = 0.1;
const minGoal = 200;
/** The newest messages of each conversation, which a window begins with. */
const keptCount = 50;
const maxBatch = 500;

/**
 * Makes room: removes a tenth of all messages, the oldest of the conversations that have the most. What is unsent, and
 * everything else, stays.
 */
export async function trimMessages(store: AccountStore, chats: Chats): Promise<Trimmed> {
  const sizes = new Map<ConversationId, number>();
  for (const { id } of chats.all()) sizes.set(id, await store.storedCount(id));
  const total = [...sizes.values()].reduce((sum, count) => sum + count, 0);
  const removed = new Map<ConversationId, number>();
  const cuts = new Map<string, string>();
  const records = new Map<ConversationId, StorageChange>();
  for (let goal = Math.max(minGoal, Math.ceil(total * share)); goal > 0; ) {
    const [[id, count] = [undefined, 0], [, next] = [undefined, 0]] = [...sizes].sort(
      ([, one], [, other]) => other - one,
    );
    if (id === undefined || count <= keptCount) break;
    // Down to the next largest, so that all are cut to one length.
    const limit = Math.min(goal, maxBatch, Math.max(1, count - Math.max(next, keptCount)), count - keptCount);
    const { prefix, keys } = await store.oldestKeys(id, limit);
    const last = keys.at(-1);
    const chat = chats.find(id);
    if (!chat || last === undefined) break;
    chat.record = { ...chat.record, isComplete: false };
    const record = store.chatChange(chat.record);
    await store.writeNow([...keys.map((key) => ({ key })), record]);
    cuts.set(prefix, last);
    records.set(id, record);
    removed.set(id, (removed.get(id) ?? 0) + keys.length);
    sizes.set(id, count - keys.length);
    goal -= keys.length;
  }
  return {
    removed: [...removed].map(([conversationId, count]) => ({ conversationId, count })),
    changes: [...records.values()],
    isGone: (key) => [...cuts].some(([prefix, cut]) => key.startsWith(prefix) && key <= cut),
  };
}
