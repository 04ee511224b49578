import { ImError } from '@warbler/protocol';
import type { Appended } from '../../messages/index.ts';
import { appendMeta, findLog, findMessage, findRepeat, MetaKind, type Reader, readerOf } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { isDeletedFor, type PersonalInput } from './delete-message.ts';
import { markUnread } from './mark-read.ts';

/** Messages up to here are not of this member's conversation. */
function floorOf({ joinedMid, clearedMid }: Reader): number {
  return Math.max(joinedMid, clearedMid);
}

/**
 * The message counts as unread again, on all the user's devices.
 *
 * @throws ImError `messageNotFound` when there is no such message to read; `invalidParameter` for one's own
 */
export function cancelRead(store: StoreContext, { meta, target }: PersonalInput): Appended {
  const repeat = findRepeat(store, meta);
  if (repeat !== undefined) return repeat;
  const log = findLog(store, meta.pair);
  const reader = log && readerOf(store, log.id, meta.from);
  const message = log && findMessage(store, log.id, target);
  if (reader === undefined || message === undefined || target <= floorOf(reader)) throw new ImError('messageNotFound');
  const isGone = isDeletedFor(store, reader.conversation, reader.user, target);
  if (isGone || message.kind !== MetaKind.counted) throw new ImError('messageNotFound');
  if (message.from === reader.user) {
    throw new ImError('invalidParameter', { message: 'a message of your own is never unread' });
  }
  if (!markUnread(store, reader, message.seq)) return { mid: target, sentAtMs: meta.nowMs, isNew: false };
  return appendMeta(store, meta);
}
