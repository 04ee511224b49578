import { inTurns } from './in-turns.ts';
import { XsyncClient, type XsyncLogin } from './xsync-client.ts';

/** A new device of an account with much in it. */
export interface ColdSyncPlan {
  readonly login: XsyncLogin;
  readonly conversationCount: number;
  readonly messageCount: number;
}

/** A server takes no thousand requests of one client at once. */
const PULLS_AT_ONCE = 100;

/** Logs in, and pulls every conversation to its end. @returns the milliseconds until the device has everything */
export async function measureColdSync(plan: ColdSyncPlan): Promise<number> {
  const { login, conversationCount, messageCount } = plan;
  const seen = new Set<number>();
  let arrivedCount = 0;
  const startedMs = performance.now();
  const client = await XsyncClient.logIn(login, {
    onMeta({ id }) {
      arrivedCount += 1;
      seen.add(id);
    },
  });
  const conversations = await client.unread();
  await inTurns(conversations, (conversation) => client.catchUp(conversation), PULLS_AT_ONCE);
  const elapsedMs = performance.now() - startedMs;
  client.close();
  const isExact =
    conversations.length === conversationCount && seen.size === messageCount && arrivedCount === messageCount;
  if (isExact) return elapsedMs;
  throw new Error(
    `a cold sync is wrong: ${conversations.length} of ${conversationCount} conversations, ${arrivedCount} messages, ` +
      `${seen.size} of ${messageCount} different ones`,
  );
}
