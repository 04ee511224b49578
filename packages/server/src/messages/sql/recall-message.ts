import { ImError, type MessageId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { type Appended, MetaKind, type NewMeta } from '../meta.ts';
import { appendMeta, findRepeat } from './append-meta.ts';
import { findLog } from './conversation-log.ts';
import { findMessage, isRecalled, type LoggedMessage } from './find-message.ts';

/** A message is to be gone for everyone. */
export interface RecallInput {
  readonly meta: NewMeta;
  readonly target: MessageId;
  /** How long after sending its author may do so, in milliseconds; 0: not at all. */
  readonly windowMs: number;
  /** An owner or admin of the group, or the server itself: any message, at any time. */
  readonly mayRecallAny: boolean;
}

/**
 * Recalls a message: its content is erased, it counts for nobody any more, and everyone gets the operation.
 *
 * @throws ImError `messageNotFound`, `noPermission` for somebody else's, `recallDisabled`, `recallTooLate`
 */
export function recallMessage(store: StoreContext, input: RecallInput): Appended {
  const { meta, target } = input;
  const repeat = findRepeat(store, meta);
  if (repeat !== undefined) return repeat;
  const log = findLog(store, meta.pair);
  const message = log && findMessage(store, log.id, target);
  if (message === undefined) throw new ImError('messageNotFound');
  if (isRecalled(message)) return { mid: target, sentAtMs: meta.nowMs, isNew: false };
  requireMayRecall(message, input);
  erase(store, message);
  if (message.kind === MetaKind.counted) stopCounting(store, message);
  return appendMeta(store, meta);
}

function requireMayRecall(message: LoggedMessage, { meta, windowMs, mayRecallAny }: RecallInput): void {
  if (mayRecallAny) return;
  if (message.from !== meta.from) {
    throw new ImError('noPermission', { message: 'only its author may recall a message' });
  }
  if (windowMs === 0) throw new ImError('recallDisabled');
  if (meta.nowMs - message.sentAtMs > windowMs) throw new ImError('recallTooLate');
}

function erase({ statements }: StoreContext, { conversation, mid, kind }: LoggedMessage): void {
  const left = kind === MetaKind.counted ? MetaKind.recalled : MetaKind.recalledUncounted;
  statements
    .prepare("update messages set kind = ?, payload = x'' where conversation_id = ? and mid = ?")
    .run(left, conversation, mid);
  statements.prepare(ERASE_EDITS).run(conversation, mid);
}

const ERASE_EDITS = `update messages set kind = ${MetaKind.superseded}, payload = x''
  where conversation_id = ? and about_mid = ? and about_mid > 0`;

function stopCounting({ statements }: StoreContext, { conversation, seq, from }: LoggedMessage): void {
  statements
    .prepare('insert into recalled_seqs (conversation_id, seq, from_id) values (?, ?, ?)')
    .run(conversation, seq, from);
  statements
    .prepare('update conversations set last_recalled_seq = max(last_recalled_seq, ?) where id = ?')
    .run(seq, conversation);
  statements.prepare(UNMARK_EVERYONE).run(conversation, conversation, seq);
  statements.prepare('delete from unread_marks where conversation_id = ? and seq = ?').run(conversation, seq);
}

/** Those who had marked it unread again. */
const UNMARK_EVERYONE = `update conversation_members set unread_again = unread_again - 1
  where conversation_id = ? and user_id in (select user_id from unread_marks where conversation_id = ? and seq = ?)`;
