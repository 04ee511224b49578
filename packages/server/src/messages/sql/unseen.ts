import type { Seq } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { Reader } from './reader.ts';

/** Messages from one place to another, both included. */
interface SeqRange {
  readonly first: Seq;
  readonly last: Seq;
}

/**
 * Messages leave a member's count without having been read: deleted, cleared, or not received at all. Unread counts need
 * not know, receipts must: who has not read a message is not shown as somebody who has.
 */
export function noteUnseen(
  { statements }: StoreContext,
  { conversation, user }: Pick<Reader, 'conversation' | 'user'>,
  { first, last }: SeqRange,
): void {
  if (first > last) return;
  statements.prepare(NOTE).run(conversation, user, first, last);
}

const NOTE = `insert into unseen_ranges (conversation_id, user_id, first_seq, last_seq) values (?, ?, ?, ?)
  on conflict (conversation_id, user_id, first_seq) do update set last_seq = max(unseen_ranges.last_seq, excluded.last_seq)`;

/** Everything up to a place that the member has not read is not going to be. */
export function skipUnread(store: StoreContext, reader: Reader, upTo: Seq): void {
  let first = (reader.readSeq + 1) as Seq;
  for (const row of store.statements.prepare(MARKS).all(reader.conversation, reader.user, reader.readSeq, upTo)) {
    const seq = row.seq as Seq;
    noteUnseen(store, reader, { first, last: (seq - 1) as Seq });
    first = (seq + 1) as Seq;
  }
  noteUnseen(store, reader, { first, last: upTo });
}

const MARKS = `select seq from read_marks where conversation_id = ? and user_id = ? and seq > ? and seq <= ?
  order by seq`;
