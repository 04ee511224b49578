import type { MessageId, Seq } from '@warbler/protocol';
import { advanceReader, MetaKind, type Reader, readerOf } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';

/** Steps over read messages in one go at most; what is left is caught up by the next receipt. */
const CATCH_UP_MAX = 500;

/** One message of somebody else is read now. The read position follows as far as everything below it is read. */
export function markRead(store: StoreContext, reader: Reader, seq: Seq): void {
  if (seq <= reader.readSeq) {
    unmark(store, reader, seq);
    return;
  }
  const marked = store.statements
    .prepare('insert into read_marks (conversation_id, user_id, seq) values (?, ?, ?) on conflict do nothing')
    .run(reader.conversation, reader.user, seq).changes;
  if (marked === 0) {
    unmark(store, reader, seq);
    return;
  }
  store.statements
    .prepare(
      'update conversation_members set read_out_of_order = read_out_of_order + 1 where user_id = ? and conversation_id = ?',
    )
    .run(reader.user, reader.conversation);
  if (isNext(reader, seq)) catchUp(store, reader);
}

/** Whether a message of somebody else was read, also when it was marked unread again since. */
export function hasRead({ statements }: StoreContext, { conversation, user, readSeq }: Reader, seq: Seq): boolean {
  return seq <= readSeq || statements.prepare(READ_MARK).get(conversation, user, seq) !== undefined;
}

const READ_MARK = 'select 1 from read_marks where conversation_id = ? and user_id = ? and seq = ?';

/** One message of somebody else counts as unread again, if it was read. @returns whether that is news */
export function markUnread(store: StoreContext, reader: Reader, seq: Seq): boolean {
  if (!hasRead(store, reader, seq)) return false;
  const { conversation, user } = reader;
  const marked = store.statements
    .prepare('insert into unread_marks (conversation_id, user_id, seq) values (?, ?, ?) on conflict do nothing')
    .run(conversation, user, seq).changes;
  store.statements.prepare(UNREAD_AGAIN_MORE).run(marked, user, conversation);
  return marked > 0;
}

const UNREAD_AGAIN_MORE = `update conversation_members set unread_again = unread_again + ?
  where user_id = ? and conversation_id = ?`;

/** Takes back that messages count as unread again: one, or all up to it. @returns whether there were any */
function unmark(store: StoreContext, reader: Reader, seq: Seq, range: '=' | '<=' = '='): boolean {
  if (reader.unreadAgain === 0) return false;
  const { conversation, user } = reader;
  const unmarked = store.statements
    .prepare(`delete from unread_marks where conversation_id = ? and user_id = ? and seq ${range} ?`)
    .run(conversation, user, seq).changes;
  store.statements.prepare(UNREAD_AGAIN_MORE).run(-unmarked, user, conversation);
  return unmarked > 0;
}

/** Everything up to a place in the log is read. @returns whether that is news */
export function markAllRead(store: StoreContext, reader: Reader, upTo: MessageId): boolean {
  const row = store.statements
    .prepare('select mid, seq from messages where conversation_id = ? and mid <= ? order by mid desc limit 1')
    .get(reader.conversation, upTo);
  const seq = (row?.seq ?? 0) as Seq;
  const wasMarked = unmark(store, reader, seq, '<=');
  if (seq <= reader.readSeq) return wasMarked;
  const own = store.statements.prepare(OWN_AFTER).get(reader.conversation, row?.mid ?? 0, reader.user);
  advanceReader(store, reader, { seq, mid: row?.mid as MessageId, ownAfter: own?.count as number });
  return true;
}

/** Kinds that have a place of their own in the count: recalled messages keep theirs. */
const COUNTED = `(${MetaKind.counted}, ${MetaKind.recalled})`;

const OWN_AFTER = `select count(*) as count from messages
  where conversation_id = ? and mid > ? and from_id = ? and kind in ${COUNTED}`;

/** Whether only own messages lie between the read position and this one: else there is nothing to catch up with. */
function isNext(reader: Reader, seq: Seq): boolean {
  return seq <= reader.readSeq + reader.ownAfterRead + reader.readOutOfOrder + reader.recalledAfterRead + 1;
}

function catchUp(store: StoreContext, { conversation, user, readMid, ownAfterRead }: Reader): void {
  let end: { readonly seq: Seq; readonly mid: MessageId; readonly ownAfter: number } | undefined;
  let ownAfter = ownAfterRead;
  for (const row of store.statements.prepare(READ_RUN).iterate(user, conversation, readMid, CATCH_UP_MAX)) {
    if (row.from_id === user) ownAfter -= 1;
    else if (row.is_marked !== 1 && row.kind !== MetaKind.recalled) break;
    end = { seq: row.seq as Seq, mid: row.mid as MessageId, ownAfter };
  }
  const reader = readerOf(store, conversation, user);
  if (end !== undefined && reader !== undefined) advanceReader(store, reader, end);
}

const READ_RUN = `select m.mid, m.seq, m.kind, m.from_id, r.seq is not null as is_marked from messages m
  left join read_marks r on r.conversation_id = m.conversation_id and r.user_id = ? and r.seq = m.seq
  where m.conversation_id = ? and m.mid > ? and m.kind in ${COUNTED} order by m.mid limit ?`;
