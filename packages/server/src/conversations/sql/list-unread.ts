import type { ConversationId, DeviceSn, Seq, UserId } from '@warbler/protocol';
import { READER_COLUMNS, toReader, unreadOf } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';

/** Whose conversations are wanted. */
export interface UnreadInput {
  readonly user: UserId;
  /** Without the conversations that are hidden on this device. */
  readonly deviceSn?: DeviceSn;
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
export function listUnread(
  { statements }: StoreContext,
  { user, deviceSn, limit }: UnreadInput,
): readonly ConversationUnread[] {
  const rows = statements.prepare(CONVERSATIONS_OF).all(deviceSn ?? 0, user, limit);
  return rows.reverse().map((row) => ({
    conversation: row.peer_id as ConversationId,
    unreadCount: unreadOf(toReader(row), row.last_seq as Seq),
  }));
}

const CONVERSATIONS_OF = `select c.last_seq, m.peer_id, ${READER_COLUMNS}
  from conversation_members m join conversations c on c.id = m.conversation_id
  left join hidden_conversations h
    on h.user_id = m.user_id and h.conversation_id = m.conversation_id and h.device_sn = ?
  where m.user_id = ? and c.last_message_mid > max(m.cleared_mid, coalesce(h.mid, 0))
  order by c.last_message_mid desc limit ?`;
