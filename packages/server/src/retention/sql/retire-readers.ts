import type { MessageId, Seq, UserId } from '@warbler/protocol';
import { advanceReader, MetaKind, type Reader, Reception, readerOf } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { keepIdsAbove } from './keep-ids-above.ts';

/** The members of a conversation are to be done with what is old. */
export interface RetireInput {
  readonly conversation: number;
  /** Metas up to this one are old. */
  readonly upTo: MessageId;
  /** Members after this one; 0: from the first. */
  readonly after: UserId;
  /** Members looked at, and rows removed; about, since one member is done at a time. */
  readonly limit: number;
}

/** How far it came. */
export interface Retired {
  /** Where to go on; absent when every member is done. */
  readonly next?: UserId;
}

/**
 * Members step over what is old before it is removed: whatever of it they have not read does not wait to be read any more,
 * and what only they got of it is gone. Unread counts stay exact, since they are arithmetic over positions.
 */
export function retireReaders(store: StoreContext, input: RetireInput): Retired {
  const { conversation, upTo, after, limit } = input;
  const end = store.statements.prepare(LAST_EXPIRED).get(conversation, upTo);
  const place = end === undefined ? undefined : { mid: end.mid as MessageId, seq: end.seq as Seq };
  const members = store.statements.prepare(MEMBERS).all(conversation, after, limit);
  let removed = 0;
  let done = after;
  for (const row of members) {
    const user = row.user_id as UserId;
    if (place !== undefined) stepOver(store, conversation, user, place);
    removed += removePersonal(store, input, user, limit - removed);
    // The member may have more: it is the next one again.
    if (removed >= limit) return { next: done };
    done = user;
  }
  return members.length < limit ? {} : { next: done };
}

const LAST_EXPIRED = 'select mid, seq from messages where conversation_id = ? and mid <= ? order by mid desc limit 1';

const MEMBERS = `select user_id from conversation_members where conversation_id = ? and user_id > ?
  order by user_id limit ?`;

function stepOver(
  store: StoreContext,
  conversation: number,
  user: UserId,
  place: { readonly mid: MessageId; readonly seq: Seq },
): void {
  const reader = readerOf(store, conversation, user);
  if (reader === undefined) return;
  // Who counts nothing has no count to keep; who blocks the group begins anew when they unblock it.
  if (reader.reception !== Reception.normal) return forgetMarks(store, reader, place.seq);
  if (reader.unreadAgain > 0) unmark(store, reader, place.seq);
  if (reader.readSeq < place.seq)
    advanceReader(store, reader, { ...place, ownAfter: ownAfter(store, reader, place.mid) });
  store.statements.prepare(DROP_UNSEEN).run(conversation, user, place.seq);
}

const DROP_UNSEEN = 'delete from unseen_ranges where conversation_id = ? and user_id = ? and last_seq <= ?';

/** What the member marked as read, or got out of the count, while they counted. */
function forgetMarks({ statements }: StoreContext, { conversation, user }: Reader, upTo: Seq): void {
  const { changes } = statements.prepare(DROP_READ).run(conversation, user, upTo);
  if (changes > 0) statements.prepare(UNCOUNT_READ).run(changes, user, conversation);
  statements.prepare(DROP_UNSEEN).run(conversation, user, upTo);
}

const DROP_READ = 'delete from read_marks where conversation_id = ? and user_id = ? and seq <= ?';

const UNCOUNT_READ =
  'update conversation_members set read_out_of_order = read_out_of_order - ? where user_id = ? and conversation_id = ?';

function unmark({ statements }: StoreContext, { conversation, user }: Reader, upTo: Seq): void {
  const { changes } = statements
    .prepare('delete from unread_marks where conversation_id = ? and user_id = ? and seq <= ?')
    .run(conversation, user, upTo);
  statements
    .prepare(
      'update conversation_members set unread_again = unread_again - ? where user_id = ? and conversation_id = ?',
    )
    .run(changes, user, conversation);
}

/** Own messages above the new position: those above the old one, less those in between, which are few. */
function ownAfter({ statements }: StoreContext, reader: Reader, upTo: MessageId): number {
  const { conversation, user, readMid, ownAfterRead } = reader;
  if (ownAfterRead === 0) return 0;
  const row = statements.prepare(OWN_BETWEEN).get(conversation, readMid, upTo, user);
  return ownAfterRead - (row?.count as number);
}

const OWN_BETWEEN = `select count(*) as count from messages where conversation_id = ? and mid > ? and mid <= ?
  and from_id = ? and kind in (${MetaKind.counted}, ${MetaKind.recalled})`;

/** What only the member got. */
function removePersonal(store: StoreContext, input: RetireInput, user: UserId, limit: number): number {
  const { conversation, upTo } = input;
  const { changes } = store.statements.prepare(DROP_PERSONAL).run(conversation, user, conversation, user, upTo, limit);
  if (changes > 0) keepIdsAbove(store, upTo);
  return changes;
}

const DROP_PERSONAL = `delete from personal_metas where conversation_id = ? and user_id = ? and mid in (
  select mid from personal_metas where conversation_id = ? and user_id = ? and mid <= ? order by mid limit ?)`;
