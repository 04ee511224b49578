import { type ConversationId, isGroupId, type UserId } from '@warbler/protocol';
import { eraseLog, erasePersonal } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';

/** A part of what a deleted user has of their conversations is to be erased. */
export interface EraseInput {
  readonly user: UserId;
  /** Only conversations behind this one, by the number of their log; 0: from the first. */
  readonly after: number;
  /** Conversations in one go at most. */
  readonly limit: number;
  /** Messages erased in one go at most. */
  readonly messagesMax: number;
}

/**
 * Erases what a deleted user alone could see: the notices to them and their notes to themselves wholly; of conversations
 * with others what was theirs only. What was said stays for the others.
 *
 * @returns where to go on; undefined when nothing is left
 */
export function eraseConversations(store: StoreContext, input: EraseInput): number | undefined {
  const { user, after, limit, messagesMax } = input;
  const rows = store.statements.prepare(CONVERSATIONS).all(user, after, limit);
  let last = after;
  for (const row of rows) {
    const log = row.conversation_id as number;
    const peer = row.peer_id as ConversationId;
    if (peer === 0 || peer === user) {
      if (!eraseLog(store, log, messagesMax)) return last;
    } else if (!isGroupId(peer)) erasePersonal(store, log, user);
    last = log;
  }
  return rows.length < limit ? undefined : last;
}

const CONVERSATIONS = `select conversation_id, peer_id from conversation_members
  where user_id = ? and conversation_id > ? order by conversation_id limit ?`;
