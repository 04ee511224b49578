import type { ConversationId, MessageId, Seq, UserId } from '@warbler/protocol';
import { unreadOf } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';

/** Whose conversations are wanted. */
export interface UnreadInput {
  readonly user: UserId;
  /** The most recently active ones only. */
  readonly limit: number;
}

/** One of a user's conversations. */
export interface ConversationUnread {
  readonly conversation: ConversationId;
  /** Messages that others sent and the user has not read. */
  readonly unreadCount: number;
}

/** The user's conversations, the one with the oldest last message first; receipts do not move them. */
export function listUnread({ statements }: StoreContext, { user, limit }: UnreadInput): readonly ConversationUnread[] {
  const rows = statements.prepare(CONVERSATIONS_OF).all(user, limit);
  return rows.reverse().map((row) => ({
    conversation: row.peer_id as ConversationId,
    unreadCount: unreadOf(
      {
        conversation: row.id as number,
        user,
        readSeq: row.read_seq as Seq,
        readMid: row.read_mid as MessageId,
        ownAfterRead: row.own_after_read as number,
        readOutOfOrder: row.read_out_of_order as number,
      },
      row.last_seq as Seq,
    ),
  }));
}

const CONVERSATIONS_OF = `select c.id, c.last_seq, m.peer_id, m.read_seq, m.read_mid, m.own_after_read,
    m.read_out_of_order
  from conversation_members m join conversations c on c.id = m.conversation_id
  where m.user_id = ? and c.last_message_mid > 0 order by c.last_message_mid desc limit ?`;
