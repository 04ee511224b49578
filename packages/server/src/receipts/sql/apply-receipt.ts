import { ImError, type MessageId, MessageStatus, type Seq } from '@warbler/protocol';
import type { Appended, NewMeta } from '../../messages/index.ts';
import { appendMeta, findLog, findRepeat, readerOf } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { markAllRead, markRead } from './mark-read.ts';

/** A receipt for one message: the meta that carries it, and the message it is about. */
export interface ReceiptInput {
  readonly meta: NewMeta;
  readonly target: MessageId;
  /** What the message becomes; absent for what leaves no mark on it (played). */
  readonly status?: typeof MessageStatus.DELIVERED | typeof MessageStatus.READ;
}

/**
 * The message was delivered to or read by its receiver. Tells the sender once; a repeated receipt changes nothing.
 *
 * @throws ImError `invalidParameter` when the target is no message that `meta.to` sent in this conversation
 */
export function applyReceipt(store: StoreContext, { meta, target, status }: ReceiptInput): Appended {
  const repeat = findRepeat(store, meta);
  if (repeat !== undefined) return repeat;
  const log = findLog(store, meta.pair);
  const row = log && store.statements.prepare(TARGET).get(log.id, target);
  if (log === undefined || row === undefined || row.from_id !== meta.to || meta.to === meta.from) {
    throw new ImError('invalidParameter', { message: `no message ${target} of user ${meta.to} in this conversation` });
  }
  if (status === MessageStatus.READ) {
    const reader = readerOf(store, log.id, meta.from);
    if (reader !== undefined) markRead(store, reader, row.seq as Seq);
  }
  if (status !== undefined) {
    if ((row.status as MessageStatus) >= status) return unchanged(meta, target);
    store.statements
      .prepare('update messages set status = ? where conversation_id = ? and mid = ?')
      .run(status, log.id, target);
  }
  return appendMeta(store, meta);
}

const TARGET = 'select seq, from_id, status from messages where conversation_id = ? and mid = ? and kind <= 2';

/** "Everything up to here is read", said to oneself. */
export interface ReadAllInput {
  readonly meta: NewMeta;
  readonly upTo: MessageId;
}

/** Everything of the conversation up to a message is read on all the user's devices; they are told if that is news. */
export function applyReadAll(store: StoreContext, { meta, upTo }: ReadAllInput): Appended {
  const repeat = findRepeat(store, meta);
  if (repeat !== undefined) return repeat;
  const log = findLog(store, meta.pair);
  const reader = log && readerOf(store, log.id, meta.from);
  if (reader === undefined || !markAllRead(store, reader, upTo)) return unchanged(meta, upTo);
  return appendMeta(store, meta);
}

/** Nothing is stored, so the answer names what the receipt is about: the same for every retry. */
function unchanged({ nowMs }: NewMeta, about: MessageId): Appended {
  return { mid: about, sentAtMs: nowMs, isNew: false };
}
