import type { MessageId, Seq } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { keepIdsAbove } from './keep-ids-above.ts';

/** Old messages of a conversation are to go; its members are done with them. */
export interface RemoveInput {
  readonly conversation: number;
  /** Metas up to this one are old. */
  readonly upTo: MessageId;
  readonly limit: number;
}

/** What went. */
export interface Removed {
  readonly count: number;
  readonly isMore: boolean;
}

/** Removes the oldest metas of a conversation with everything that is kept about them. */
export function removeExpired(store: StoreContext, { conversation, upTo, limit }: RemoveInput): Removed {
  const { statements } = store;
  const rows = statements.prepare(OLDEST).all(conversation, upTo, limit);
  const last = rows.at(-1);
  if (last === undefined) return { count: 0, isMore: false };
  const [mid, seq] = [last.mid as MessageId, last.seq as Seq];
  keepIdsAbove(store, mid);
  // Somebody may have marked one as unread since the members stepped over it.
  statements.prepare(UNMARK).run(seq, conversation, conversation, seq);
  for (const sql of ABOUT_SEQS) statements.prepare(sql).run(conversation, seq);
  for (const sql of ABOUT_MIDS) statements.prepare(sql).run(conversation, mid);
  return { count: rows.length, isMore: rows.length === limit };
}

const OLDEST = `select mid, seq from messages where conversation_id = ? and mid <= ? order by mid limit ?`;

const UNMARK = `update conversation_members as m set unread_again = unread_again - (
    select count(*) from unread_marks u where u.conversation_id = m.conversation_id and u.user_id = m.user_id and u.seq <= ?)
  where m.conversation_id = ? and m.user_id in (
    select user_id from unread_marks where conversation_id = ? and seq <= ?)`;

const ABOUT_SEQS = [
  'delete from unread_marks where conversation_id = ? and seq <= ?',
  'delete from recalled_seqs where conversation_id = ? and seq <= ?',
] as const;

const ABOUT_MIDS = [
  'delete from deleted_messages where conversation_id = ? and mid <= ?',
  'delete from receipt_bits where conversation_id = ? and mid <= ?',
  'delete from messages where conversation_id = ? and mid <= ?',
] as const;
