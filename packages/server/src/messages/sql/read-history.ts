import {
  type AppId,
  type ConversationId,
  ImError,
  isGroupId,
  type MessageId,
  MessageStatus,
  type Seq,
  type UserId,
} from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { keyOf, MetaKind, type StoredMeta } from '../meta.ts';
import { findLog } from './conversation-log.ts';
import { toStoredMeta } from './pull-metas.ts';
import { type Reader, readerOf } from './reader.ts';

/** A page of history is wanted, newest first. */
export interface HistoryInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly peer: ConversationId;
  /** Messages below this one; 0 for the newest. */
  readonly before: MessageId;
  readonly limit: number;
  readonly maxBytes: number;
}

/** A message as the conversation stands now. */
export interface HistoryMeta extends StoredMeta {
  /** For one's own message what became of it at the other side, for others' messages whether one has read it. */
  readonly status: MessageStatus;
}

/** Newest first. */
export interface HistoryPage {
  readonly metas: readonly HistoryMeta[];
  /** Where the next page starts (the oldest mid of this one), 0 when nothing older is left. */
  readonly nextMid: MessageId;
}

/**
 * Reads a page of a conversation's messages; operations are not listed, their effects are seen in the messages.
 *
 * @throws ImError `notGroupMember` for a group that the user is not in
 */
export function readHistory(store: StoreContext, input: HistoryInput): HistoryPage {
  const empty = { metas: [], nextMid: 0 as MessageId };
  const log = findLog(store, keyOf(input.appId, input.user, input.peer));
  const reader = log && readerOf(store, log.id, input.user);
  if (log === undefined || reader === undefined) {
    if (isGroupId(input.peer)) throw new ImError('notGroupMember');
    return empty;
  }
  const isOpen = store.statements.prepare('select is_history_open from conversations where id = ?').get(log.id);
  const floor = floorOf(reader, isOpen?.is_history_open === 1);
  const before = input.before === 0 ? Number.MAX_SAFE_INTEGER : input.before;
  const metas: HistoryMeta[] = [];
  let bytes = 0;
  for (const row of store.statements
    .prepare(MESSAGES_BELOW)
    .iterate(log.id, floor, before, input.user, input.limit + 1)) {
    const meta = toStoredMeta(row);
    bytes += meta.payload.length;
    const isFull = metas.length === input.limit || (metas.length > 0 && bytes > input.maxBytes);
    if (isFull) return { metas, nextMid: metas.at(-1)?.mid ?? empty.nextMid };
    metas.push({ ...meta, status: statusFor(store, reader, row) });
  }
  return { metas, nextMid: empty.nextMid };
}

const MESSAGES_BELOW = `select mid, seq, from_id, from_sn, to_id, sent_at, namespace, status, payload from messages
  where conversation_id = ? and mid > ? and mid < ? and kind in (${MetaKind.counted}, ${MetaKind.uncounted})
    and not exists (select 1 from deleted_messages d
      where d.conversation_id = messages.conversation_id and d.user_id = ? and d.mid = messages.mid) order by mid desc limit ?`;

/** Rows looked at for the newest message: a conversation whose last ones are all gone is not searched to its beginning. */
const LOOK_BACK_MAX = 200;

/** The newest message that the reader may see; undefined when there is none near the end. */
export function newestShown(
  store: StoreContext,
  reader: Reader,
  { isHistoryOpen, upTo }: { readonly isHistoryOpen: boolean; readonly upTo: MessageId },
): HistoryMeta | undefined {
  const { conversation, user } = reader;
  const rows = store.statements
    .prepare(ALL_BELOW)
    .iterate(user, conversation, floorOf(reader, isHistoryOpen), upTo, LOOK_BACK_MAX);
  for (const row of rows) {
    if (row.is_shown === 1) return { ...toStoredMeta(row), status: statusFor(store, reader, row) };
  }
  return undefined;
}

const ALL_BELOW = `select mid, seq, from_id, from_sn, to_id, sent_at, namespace, status, payload,
    kind in (${MetaKind.counted}, ${MetaKind.uncounted}) and not exists (select 1 from deleted_messages d
      where d.conversation_id = messages.conversation_id and d.user_id = ? and d.mid = messages.mid) as is_shown
  from messages where conversation_id = ? and mid > ? and mid <= ? order by mid desc limit ?`;

/** Messages up to here are not for the reader. */
function floorOf({ clearedMid, joinedMid }: Reader, isHistoryOpen: boolean): number {
  return isHistoryOpen ? clearedMid : Math.max(clearedMid, joinedMid);
}

function statusFor(store: StoreContext, reader: Reader, row: SqlRow): MessageStatus {
  return row.from_id === reader.user ? (row.status as MessageStatus) : seenStatus(store, reader, row.seq as Seq);
}

function seenStatus({ statements }: StoreContext, reader: Reader, seq: Seq): MessageStatus {
  const isAbove = seq > reader.readSeq;
  if (isAbove && (reader.readOutOfOrder === 0 || !hasMark(statements, 'read_marks', reader, seq))) {
    return MessageStatus.UNREAD;
  }
  const isUnreadAgain = reader.unreadAgain > 0 && hasMark(statements, 'unread_marks', reader, seq);
  return isUnreadAgain ? MessageStatus.UNREAD : MessageStatus.READ;
}

function hasMark(
  statements: StoreContext['statements'],
  table: 'read_marks' | 'unread_marks',
  { conversation, user }: Reader,
  seq: Seq,
): boolean {
  const mark = statements
    .prepare(`select 1 from ${table} where conversation_id = ? and user_id = ? and seq = ?`)
    .get(conversation, user, seq);
  return mark !== undefined;
}
