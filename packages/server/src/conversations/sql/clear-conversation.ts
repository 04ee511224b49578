import type { Appended, NewMeta } from '../../messages/index.ts';
import { appendMeta, findLog, findRepeat, readerOf, skipUnread } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';

/** A user deletes a conversation; `meta.pair` names it. */
export interface ClearInput {
  readonly meta: NewMeta;
}

/** The conversation is hidden on this one device until a new message comes. */
export function hideConversation(store: StoreContext, { meta }: ClearInput): Appended {
  const log = findLog(store, meta.pair);
  if (log !== undefined) store.statements.prepare(HIDE).run(meta.from, log.id, meta.fromSn, log.lastMid);
  return { mid: (log?.lastMid ?? 0) as Appended['mid'], sentAtMs: meta.nowMs, isNew: false };
}

const HIDE = `insert into hidden_conversations (user_id, conversation_id, device_sn, mid) values (?, ?, ?, ?)
  on conflict (user_id, conversation_id, device_sn) do update set mid = excluded.mid`;

/** Everything said so far is gone for this user, on all devices, which are told; a new message brings it back. */
export function clearConversation(store: StoreContext, { meta }: ClearInput): Appended {
  const repeat = findRepeat(store, meta);
  if (repeat !== undefined) return repeat;
  const log = findLog(store, meta.pair);
  const reader = log && readerOf(store, log.id, meta.from);
  if (log === undefined || reader === undefined) {
    return { mid: 0 as Appended['mid'], sentAtMs: meta.nowMs, isNew: false };
  }
  skipUnread(store, reader, log.lastSeq);
  for (const table of ['read_marks', 'unread_marks', 'deleted_messages', 'personal_metas'] as const) {
    store.statements.prepare(`delete from ${table} where conversation_id = ? and user_id = ?`).run(log.id, reader.user);
  }
  store.statements.prepare(CLEAR).run(log.lastSeq, log.lastMid, log.lastMid, log.lastMid, reader.user, log.id);
  return appendMeta(store, meta);
}

const CLEAR = `update conversation_members set read_seq = ?, read_mid = ?, cleared_mid = ?, stream_floor = ?,
  own_after_read = 0, read_out_of_order = 0, unread_again = 0 where user_id = ? and conversation_id = ?`;
