import { type GroupId, ImError, type MessageId, MessageStatus } from '@warbler/protocol';
import type { Appended, NewMeta } from '../../messages/index.ts';
import {
  appendMeta,
  findLog,
  findMessage,
  findRepeat,
  groupKeyOf,
  groupOf,
  isRecalled,
  type LoggedMessage,
  MetaKind,
  readerOf,
} from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { markAllRead, markRead } from './mark-read.ts';

/** A receipt for one message: the meta that carries it, and the message it is about. */
export interface ReceiptInput {
  readonly meta: NewMeta;
  readonly target: MessageId;
  /** What the message becomes; absent for what leaves no mark on it (played). */
  readonly status?: typeof MessageStatus.DELIVERED | typeof MessageStatus.READ;
}

/** What came of a receipt. */
export interface Receipted extends Appended {
  /** The receipt in the log that the message is in; another than its own when it is about a group message. */
  readonly meta: NewMeta;
  /** Told to the devices that are online, without a row of its own: one more reader of a group message. */
  readonly isTransient: boolean;
}

/**
 * The message was delivered to or read by its receiver. Tells the sender once; a repeated receipt changes nothing.
 *
 * A group message becomes delivered or read with its first receiver, which is stored. Who else has read it follows
 * from the members' read positions, so that ten thousand readers cost no row in the log.
 *
 * @throws ImError `invalidParameter` when the target is no message that `meta.to` sent in this conversation
 */
export function applyReceipt(store: StoreContext, { meta, target, status }: ReceiptInput): Receipted {
  const { message, pair } = placeOf(store, meta, target);
  const isGroup = groupOf(pair) !== undefined;
  const located: NewMeta = isGroup ? { ...meta, pair, audience: meta.to } : meta;
  const done = (appended: Appended, isTransient = false) => ({ ...appended, meta: located, isTransient });
  const repeat = findRepeat(store, located);
  if (repeat !== undefined) return done(repeat);
  // It was recalled while the receipt was under way: there is nothing left to read.
  if (isRecalled(message)) return done(unchanged(meta, target));
  if (status === MessageStatus.READ) {
    const reader = readerOf(store, message.conversation, meta.from);
    if (reader !== undefined && message.kind === MetaKind.counted) markRead(store, reader, message.seq);
  }
  if (status === undefined && isGroup) return done(unchanged(meta, target), true);
  if (status !== undefined) {
    if (message.status >= status) {
      return done(unchanged(meta, target), isGroup && status === MessageStatus.READ);
    }
    store.statements
      .prepare('update messages set status = ? where conversation_id = ? and mid = ?')
      .run(status, message.conversation, target);
  }
  return done(appendMeta(store, located));
}

/** The message in the log of the two, or in a group that both are in: a receipt names only the sender. */
function placeOf(
  store: StoreContext,
  meta: NewMeta,
  target: MessageId,
): { readonly message: LoggedMessage; readonly pair: NewMeta['pair'] } {
  const log = findLog(store, meta.pair);
  const message = log && findMessage(store, log.id, target);
  const found = message === undefined ? inGroup(store, meta, target) : { message, pair: meta.pair };
  if (found === undefined || found.message.from !== meta.to || meta.to === meta.from) {
    throw new ImError('invalidParameter', { message: `no message ${target} of user ${meta.to} in this conversation` });
  }
  return found;
}

function inGroup(store: StoreContext, meta: NewMeta, target: MessageId) {
  const { appId } = meta.pair;
  const row = store.statements.prepare(GROUP_OF_MESSAGE).get(meta.from, target, appId);
  if (row === undefined) return undefined;
  const message = findMessage(store, row.id as number, target);
  return message && { message, pair: groupKeyOf(appId, row.low_id as GroupId) };
}

const GROUP_OF_MESSAGE = `select c.id, c.low_id from messages m join conversations c on c.id = m.conversation_id
  join conversation_members r on r.conversation_id = c.id and r.user_id = ?
  where m.mid = ? and c.app_id = ? and c.low_id = c.high_id and c.low_id % 2 = 1 and m.mid > r.stream_floor`;

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
