import type { UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** What is kept about the messages and members of a conversation, beside the messages. */
const KEPT_OF_ALL = [
  'personal_metas',
  'read_marks',
  'unread_marks',
  'recalled_seqs',
  'deleted_messages',
  'unseen_ranges',
  'receipt_bits',
  'hidden_conversations',
  'pinned_conversations',
  'device_cursors',
  'conversation_members',
] as const;

/**
 * Erases a conversation that one user had with nobody else, some messages at a time.
 *
 * @returns whether nothing is left of it
 */
export function eraseLog({ statements }: StoreContext, conversation: number, messagesMax: number): boolean {
  const { changes } = statements.prepare(ERASE_MESSAGES).run(conversation, conversation, messagesMax);
  if (changes === messagesMax) return false;
  for (const table of KEPT_OF_ALL) {
    statements.prepare(`delete from ${table} where conversation_id = ?`).run(conversation);
  }
  statements.prepare('delete from conversations where id = ?').run(conversation);
  return true;
}

const ERASE_MESSAGES = `delete from messages where conversation_id = ? and mid in (
  select mid from messages where conversation_id = ? order by mid limit ?)`;

/**
 * Erases what only a member had of a conversation with somebody else. What they have read stays, for the other one was told.
 */
export function erasePersonal({ statements }: StoreContext, conversation: number, user: UserId): void {
  for (const table of KEPT_OF_ONE) {
    statements.prepare(`delete from ${table} where user_id = ? and conversation_id = ?`).run(user, conversation);
  }
  statements.prepare(NOTHING_UNREAD_AGAIN).run(user, conversation);
}

const KEPT_OF_ONE = [
  'personal_metas',
  'unread_marks',
  'deleted_messages',
  'hidden_conversations',
  'pinned_conversations',
] as const;

const NOTHING_UNREAD_AGAIN = `update conversation_members set unread_again = 0, personal_mid = 0
  where user_id = ? and conversation_id = ?`;
