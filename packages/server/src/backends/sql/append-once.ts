import type { UserId } from '@warbler/protocol';
import { appendToGroup } from '../../groups/sql.ts';
import type { Appended, AppendedToGroup, NewMeta } from '../../messages/index.ts';
import { appendMeta, groupOf } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';

/** A message that is sent under a transaction id of the backend's. */
export interface AppendOnceInput {
  readonly meta: NewMeta;
  readonly transactionId: number;
  /** For how long a repeat is known. */
  readonly windowMs: number;
  /** The system says it: groups do not ask whether it may. */
  readonly isSystem: boolean;
}

/** Old transactions that one send tidies away. */
const TIDIED_MAX = 20;

/**
 * Stores a message, unless the same backend sent one to the same place under the same transaction id a short time ago:
 * then that one is answered again.
 *
 * @throws ImError as sending to a group does
 */
export function appendOnce(store: StoreContext, input: AppendOnceInput): AppendedToGroup {
  const { meta, transactionId, windowMs, isSystem } = input;
  const { statements } = store;
  const { pair, from, to, nowMs } = meta;
  const key = [pair.appId, from, transactionId, to] as const;
  const known = statements.prepare(KNOWN).get(...key, nowMs);
  if (known !== undefined) {
    return { mid: known.mid as Appended['mid'], sentAtMs: known.sent_at as number, isNew: false };
  }
  const asksGroup = groupOf(pair) !== undefined && !isSystem;
  const appended = asksGroup ? appendToGroup(store, { meta }) : appendMeta(store, meta);
  statements.prepare(KEEP).run(...key, appended.mid, appended.sentAtMs, nowMs + windowMs);
  statements.prepare(TIDY).run(nowMs, TIDIED_MAX);
  return appended;
}

const KNOWN = `select mid, sent_at from sent_transactions
  where app_id = ? and from_id = ? and transaction_id = ? and to_id = ? and expires_at > ?`;

const KEEP = `insert into sent_transactions (app_id, from_id, transaction_id, to_id, mid, sent_at, expires_at)
  values (?, ?, ?, ?, ?, ?, ?)
  on conflict (app_id, from_id, transaction_id, to_id) do update set mid = excluded.mid, sent_at = excluded.sent_at, expires_at = excluded.expires_at`;

const TIDY = `delete from sent_transactions where (app_id, from_id, transaction_id, to_id) in (
  select app_id, from_id, transaction_id, to_id from sent_transactions where expires_at <= ? order by expires_at limit ?)`;

/** The id of the system, which speaks in everyone's system conversation. */
export const SYSTEM = 0 as UserId;
