import type { MessageId, Seq, UserId } from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';

/** How a member takes part in a conversation. The numbers are stored. */
export const Reception = {
  normal: 0,
  /** Gets everything, counts nothing: chatrooms. */
  uncounted: 1,
  /** Gets no messages, only what concerns the group: mute mode 2 of rest-api.md. */
  blocked: 2,
} as const;

/** One of {@link Reception}. */
export type Reception = (typeof Reception)[keyof typeof Reception];

/** What a member has read of a conversation, and which part of it is theirs to see. */
export interface Reader {
  readonly conversation: number;
  readonly user: UserId;
  /** Everything up to here is read, but for what was marked unread again. */
  readonly readSeq: Seq;
  readonly readMid: MessageId;
  /** Own messages above the read position. */
  readonly ownAfterRead: number;
  /** Others' messages above the read position that were read one by one. */
  readonly readOutOfOrder: number;
  /** Others' messages above the read position that were recalled before they were read. */
  readonly recalledAfterRead: number;
  /** Messages that were read and marked unread again. */
  readonly unreadAgain: number;
  /** Metas up to here are not of this member's stream: from before joining, or cleared. */
  readonly streamFloor: MessageId;
  /** The newest meta that only this member gets. */
  readonly personalMid: MessageId;
  /** The end of the log when the member joined. */
  readonly joinedMid: MessageId;
  /** Messages up to here are gone for this member. */
  readonly clearedMid: MessageId;
  readonly reception: Reception;
}

/** The member's state; undefined for someone who is not of this conversation. */
export function readerOf({ statements }: StoreContext, conversation: number, user: UserId): Reader | undefined {
  const row = statements.prepare(READER).get(user, conversation);
  return row === undefined ? undefined : toReader(row);
}

/** Columns of a {@link Reader}, of `conversation_members m` joined with `conversations c`. Source of the arithmetic. */
export const READER_COLUMNS = `m.user_id, m.conversation_id, m.read_seq, m.read_mid, m.own_after_read,
  m.read_out_of_order, m.unread_again, m.stream_floor, m.personal_mid, m.joined_mid, m.cleared_mid, m.reception,
  case when c.last_recalled_seq > m.read_seq then (select count(*) from recalled_seqs r
    where r.conversation_id = c.id and r.seq > m.read_seq and r.from_id <> m.user_id and not exists (
      select 1 from read_marks k where k.conversation_id = c.id and k.user_id = m.user_id and k.seq = r.seq)
  ) else 0 end as recalled_after_read`;

const READER = `select ${READER_COLUMNS} from conversation_members m join conversations c on c.id = m.conversation_id
  where m.user_id = ? and m.conversation_id = ?`;

/** A row with the {@link READER_COLUMNS} as a reader. */
export function toReader(row: SqlRow): Reader {
  return {
    conversation: row.conversation_id as number,
    user: row.user_id as UserId,
    readSeq: row.read_seq as Seq,
    readMid: row.read_mid as MessageId,
    ownAfterRead: row.own_after_read as number,
    readOutOfOrder: row.read_out_of_order as number,
    recalledAfterRead: row.recalled_after_read as number,
    unreadAgain: row.unread_again as number,
    streamFloor: row.stream_floor as MessageId,
    personalMid: row.personal_mid as MessageId,
    joinedMid: row.joined_mid as MessageId,
    clearedMid: row.cleared_mid as MessageId,
    reception: row.reception as Reception,
  };
}

/** How many messages of others wait to be read, in a log that ends at `lastSeq`: exact, and the same cost at any size. */
export function unreadOf(reader: Reader, lastSeq: Seq): number {
  return reader.reception === Reception.normal ? waitingAfterRead(reader, lastSeq) + reader.unreadAgain : 0;
}

/** How many of them are above the read position. */
export function waitingAfterRead(reader: Reader, lastSeq: Seq): number {
  return lastSeq - reader.readSeq - reader.ownAfterRead - reader.readOutOfOrder - reader.recalledAfterRead;
}

/** A read position. */
interface ReadUpTo {
  readonly seq: Seq;
  readonly mid: MessageId;
  /** Own messages above it. */
  readonly ownAfter: number;
}

/** Moves the read position up to a message. */
export function advanceReader(store: StoreContext, reader: Reader, to: ReadUpTo): void {
  saveReader(store, advanced(store, reader, to));
}

/** The reader further on; marks at or below the position are no longer needed and go. */
export function advanced({ statements }: StoreContext, reader: Reader, { seq, mid, ownAfter }: ReadUpTo): Reader {
  const removed =
    reader.readOutOfOrder === 0
      ? 0
      : statements
          .prepare('delete from read_marks where conversation_id = ? and user_id = ? and seq <= ?')
          .run(reader.conversation, reader.user, seq).changes;
  const readOutOfOrder = reader.readOutOfOrder - removed;
  return { ...reader, readSeq: seq, readMid: mid, ownAfterRead: ownAfter, readOutOfOrder };
}

/** Keeps how far a member has read. */
export function saveReader({ statements }: StoreContext, reader: Reader): void {
  const { user, conversation, readSeq, readMid, ownAfterRead, readOutOfOrder } = reader;
  statements.prepare(SAVE).run(readSeq, readMid, ownAfterRead, readOutOfOrder, user, conversation);
}

const SAVE = `update conversation_members set read_seq = ?, read_mid = ?, own_after_read = ?, read_out_of_order = ?
  where user_id = ? and conversation_id = ?`;
