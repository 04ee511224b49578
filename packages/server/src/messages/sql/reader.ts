import type { MessageId, Seq, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** What a member has read of a conversation. */
export interface Reader {
  readonly conversation: number;
  readonly user: UserId;
  /** Everything up to here is read. */
  readonly readSeq: Seq;
  readonly readMid: MessageId;
  /** Own messages above the read position. */
  readonly ownAfterRead: number;
  /** Others' messages above the read position that were read one by one. */
  readonly readOutOfOrder: number;
}

/** The member's state; undefined for someone who is not of this conversation. */
export function readerOf({ statements }: StoreContext, conversation: number, user: UserId): Reader | undefined {
  const row = statements.prepare(READER).get(user, conversation);
  if (row === undefined) return undefined;
  return {
    conversation,
    user,
    readSeq: row.read_seq as Seq,
    readMid: row.read_mid as MessageId,
    ownAfterRead: row.own_after_read as number,
    readOutOfOrder: row.read_out_of_order as number,
  };
}

const READER = `select read_seq, read_mid, own_after_read, read_out_of_order from conversation_members
  where user_id = ? and conversation_id = ?`;

/** How many messages of others wait to be read, in a log that ends at `lastSeq`: exact, and the same cost at any size. */
export function unreadOf(reader: Reader, lastSeq: Seq): number {
  return lastSeq - reader.readSeq - reader.ownAfterRead - reader.readOutOfOrder;
}

/** Moves the read position up to a message; marks at or below it are no longer needed. */
export function advanceReader(
  { statements }: StoreContext,
  reader: Reader,
  to: { readonly seq: Seq; readonly mid: MessageId; readonly ownAfter: number },
): void {
  const removed =
    reader.readOutOfOrder === 0
      ? 0
      : statements
          .prepare('delete from read_marks where conversation_id = ? and user_id = ? and seq <= ?')
          .run(reader.conversation, reader.user, to.seq).changes;
  statements
    .prepare(ADVANCE)
    .run(to.seq, to.mid, to.ownAfter, reader.readOutOfOrder - removed, reader.user, reader.conversation);
}

const ADVANCE = `update conversation_members set read_seq = ?, read_mid = ?, own_after_read = ?, read_out_of_order = ?
  where user_id = ? and conversation_id = ?`;
