import type { AppId, ConversationId, MessageId, UserId } from '@warbler/protocol';
import type { Storage, StorageChange, StoredValue } from '../../src/index.ts';
import { AccountKeys, sessionKey } from '../../src/store/keys.ts';

/** Whose account is filled. */
export const largeAccount = { appId: 'large' as AppId, userId: 2_000 as UserId, deviceScope: 'default' };

/** How much is in it. */
export interface AccountSize {
  readonly conversationCount: number;
  readonly messageCount: number;
}

const words = [
  '今天天气很好',
  'hello',
  '明天见',
  'the meeting is at noon',
  '收到，谢谢',
  'ok',
  '报告已经发给你了',
  'see you',
];
const batchCount = 2_000;
const startMs = Date.UTC(2026, 0, 1);

/** The id of the conversation at a place; even ids are users. */
export function peerAt(at: number): ConversationId {
  return (10_000 + at * 2) as ConversationId;
}

/** Fills an empty storage with an account: a fifth of the messages in the first conversation, the rest evenly. */
export async function fillAccount(storage: Storage, { conversationCount, messageCount }: AccountSize): Promise<void> {
  const { appId, deviceScope, userId } = largeAccount;
  const keys = new AccountKeys(appId, userId, deviceScope);
  const session = { userId, username: 'me', token: 'token' };
  let changes: StorageChange[] = [
    { key: sessionKey(appId, deviceScope), value: session },
    { key: keys.device, value: { guid: 'guid', sn: 1 } },
    { key: `${keys.root}/version`, value: 1 },
  ];
  const put = async (key: string, value: object) => {
    changes.push({ key, value: value as StoredValue });
    if (changes.length < batchCount) return;
    await storage.write(changes);
    changes = [];
  };
  const firstCount = Math.floor(messageCount / 5);
  for (let at = 0, mid = 1; at < conversationCount; at += 1) {
    const id = peerAt(at);
    const rest = Math.floor((messageCount - firstCount) / Math.max(1, conversationCount - 1));
    const count = at === 0 ? messageCount - rest * (conversationCount - 1) : rest;
    let last: object | undefined;
    for (let index = 0; index < count; index += 1, mid += 1) {
      // Conversations go on side by side, all the time.
      last = messageOf(id, mid as MessageId, startMs + Math.floor((index / count) * messageCount) * 1_000 + at);
      await put(keys.message(id, mid as MessageId), last);
    }
    await put(keys.profile(id as unknown as UserId), { userId: id, username: `user${at}`, nickName: `User ${at}` });
    await put(keys.conversation(id), {
      ...{ id, cursor: mid - 1, isAdopting: false, rank: at, isComplete: false, isHidden: false },
      read: { unreadCount: at % 7, readUpTo: 0, readAhead: [], unreadAgain: [] },
      ...(last ? { last } : {}),
      lastActivityMs: startMs + mid * 1_000,
    });
  }
  await storage.write(changes);
}

function messageOf(conversationId: ConversationId, id: MessageId, timestampMs: number) {
  return {
    ...{ localId: `m${id}`, id, conversationId, from: conversationId, isOwn: false },
    timestampMs,
    content: { type: 'text', text: `${words[id % words.length]} ${words[(id * 7) % 5]} ${id}` },
    ...{ isMentioningMe: false, status: 'received' },
  };
}
