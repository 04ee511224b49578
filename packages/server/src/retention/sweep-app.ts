import { type AppId, composeMessageId, MESSAGE_ID_EPOCH_MS, type MessageId, type UserId } from '@warbler/protocol';
import type { ProcedureCaller } from '../storage/index.ts';
import type { retentionProcedures } from './procedures.ts';
import type { ExpiredPage, PairCursor } from './sql/find-expired.ts';

/** What a sweep needs. */
export interface SweepPorts {
  readonly storage: ProcedureCaller<typeof retentionProcedures>;
  /** Rows that one step looks at or removes; what others want of the storage comes in between. */
  readonly stepRows: number;
  /** Whether to go on with the next step. */
  readonly isWanted: () => boolean;
}

const DAY_MS = 86_400_000;

/**
 * Removes the messages of an app that are older than so many days, conversation by conversation.
 *
 * @returns how many metas went
 */
export async function sweepApp(
  ports: SweepPorts,
  { appId, days, nowMs }: { readonly appId: AppId; readonly days: number; readonly nowMs: number },
): Promise<number> {
  const upTo = lastBefore(nowMs - days * DAY_MS);
  if (upTo <= 0) return 0;
  const { storage, stepRows: limit, isWanted } = ports;
  let count = 0;
  for (let after: PairCursor | undefined = { lowId: -1, highId: -1 }; after !== undefined; ) {
    if (!isWanted()) return count;
    const page: ExpiredPage = await storage.call('retention.findExpired', { appId, upTo, after, limit });
    for (const conversation of page.conversations) count += await sweepConversation(ports, { conversation, upTo });
    after = page.next;
  }
  return count;
}

/** Members step over what is old first, all of them: only then it goes. */
async function sweepConversation(
  { storage, stepRows: limit, isWanted }: SweepPorts,
  expired: { readonly conversation: number; readonly upTo: MessageId },
): Promise<number> {
  for (let after: UserId | undefined = 0 as UserId; after !== undefined; ) {
    if (!isWanted()) return 0;
    after = (await storage.call('retention.retireReaders', { ...expired, after, limit })).next;
  }
  for (let count = 0; ; ) {
    if (!isWanted()) return count;
    const removed = await storage.call('retention.removeExpired', { ...expired, limit });
    count += removed.count;
    if (!removed.isMore) return count;
  }
}

/** The highest id that was made before a moment. */
function lastBefore(timeMs: number): MessageId {
  if (timeMs <= MESSAGE_ID_EPOCH_MS) return 0 as MessageId;
  return (composeMessageId({ timeMs, node: 0, sequence: 0 }) - 1) as MessageId;
}
