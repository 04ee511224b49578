import { ImError, type MessageId, type Seq } from '@warbler/protocol';
import type { Appended, NewMeta } from '../../messages/index.ts';
import {
  appendMeta,
  findLog,
  findMessage,
  findRepeat,
  isRecalled,
  MetaKind,
  noteUnseen,
  type Reader,
  readerOf,
} from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { hasRead, markRead } from './mark-read.ts';

/** A user does something to a message for themselves: their devices are told. */
export interface PersonalInput {
  readonly meta: NewMeta;
  readonly target: MessageId;
}

/**
 * The message is gone for this user, on all devices; it does not count as unread any more.
 *
 * @throws ImError `messageNotFound`
 */
export function deleteMessage(store: StoreContext, { meta, target }: PersonalInput): Appended {
  const repeat = findRepeat(store, meta);
  if (repeat !== undefined) return repeat;
  const log = findLog(store, meta.pair);
  const reader = log && readerOf(store, log.id, meta.from);
  const message = log && findMessage(store, log.id, target);
  if (reader === undefined || message === undefined || target <= reader.clearedMid)
    throw new ImError('messageNotFound');
  if (isRecalled(message)) return { mid: target, sentAtMs: meta.nowMs, isNew: false };
  const isDeleted = store.statements.prepare(DELETE).run(reader.conversation, reader.user, target).changes === 0;
  if (isDeleted) return { mid: target, sentAtMs: meta.nowMs, isNew: false };
  if (message.kind === MetaKind.counted && message.from !== reader.user) stopCounting(store, reader, message.seq);
  return appendMeta(store, meta);
}

/** It does not wait to be read any more, but nobody can say that it was read. */
function stopCounting(store: StoreContext, reader: Reader, seq: Seq): void {
  if (!hasRead(store, reader, seq)) noteUnseen(store, reader, { first: seq, last: seq });
  markRead(store, reader, seq);
}

const DELETE = `insert into deleted_messages (conversation_id, user_id, mid) values (?, ?, ?) on conflict do nothing`;

/** Whether the user deleted it. */
export function isDeletedFor(
  { statements }: StoreContext,
  conversation: number,
  user: number,
  mid: MessageId,
): boolean {
  const row = statements
    .prepare('select 1 from deleted_messages where conversation_id = ? and user_id = ? and mid = ?')
    .get(conversation, user, mid);
  return row !== undefined;
}
