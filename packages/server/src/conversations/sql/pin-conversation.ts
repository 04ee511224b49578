import { type AppId, type ConversationId, ImError, isGroupId, type UserId } from '@warbler/protocol';
import { findLog, keyOf, openLog, readerOf } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';

/** A conversation of a user. */
export interface UnpinInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly conversation: ConversationId;
}

/** A conversation shall stand above the others. */
export interface PinInput extends UnpinInput {
  readonly nowMs: number;
  readonly pinnedMax: number;
}

/**
 * Pins a conversation; one that is pinned keeps its place.
 *
 * @returns whether that is news
 * @throws ImError `notGroupMember` for a group that the user is not in, `tooManyPinned`
 */
export function pinConversation(store: StoreContext, input: PinInput): boolean {
  const { appId, user, conversation, nowMs, pinnedMax } = input;
  const key = keyOf(appId, user, conversation);
  const log = findLog(store, key);
  if (isGroupId(conversation) && (log === undefined || readerOf(store, log.id, user) === undefined)) {
    throw new ImError('notGroupMember');
  }
  if (log !== undefined && isPinned(store, user, log.id)) return false;
  const { count, newest } = store.statements.prepare(PINS).get(user) ?? {};
  if ((count as number) >= pinnedMax) {
    throw new ImError('tooManyPinned', { message: `at most ${pinnedMax} conversations may be pinned` });
  }
  const { id } = log ?? openLog(store, key);
  // Two pins of one millisecond keep their order.
  store.statements.prepare(PIN).run(user, id, Math.max(nowMs, (newest as number) + 1));
  return true;
}

const PINS =
  'select count(*) as count, coalesce(max(pinned_at), 0) as newest from pinned_conversations where user_id = ?';

const PIN = 'insert into pinned_conversations (user_id, conversation_id, pinned_at) values (?, ?, ?)';

/** Takes a pin away. @returns whether there was one */
export function unpinConversation(store: StoreContext, { appId, user, conversation }: UnpinInput): boolean {
  const log = findLog(store, keyOf(appId, user, conversation));
  if (log === undefined) return false;
  return store.statements.prepare(UNPIN).run(user, log.id).changes > 0;
}

const UNPIN = 'delete from pinned_conversations where user_id = ? and conversation_id = ?';

/** The user's pinned conversations, the newest pin first. */
export function listPinned(
  { statements }: StoreContext,
  { user }: Pick<UnpinInput, 'user'>,
): readonly ConversationId[] {
  return statements
    .prepare(PINNED)
    .all(user)
    .map((row) => row.peer_id as ConversationId);
}

const PINNED = `select m.peer_id from pinned_conversations p
  join conversation_members m on m.user_id = p.user_id and m.conversation_id = p.conversation_id
  where p.user_id = ? order by p.pinned_at desc`;

function isPinned({ statements }: StoreContext, user: UserId, conversation: number): boolean {
  const row = statements
    .prepare('select 1 from pinned_conversations where user_id = ? and conversation_id = ?')
    .get(user, conversation);
  return row !== undefined;
}
