import { type GroupId, ImError, type MessageId, MessageStatus, type UserId } from '@warbler/protocol';
import type { Appended, NewMeta } from '../../messages/index.ts';
import {
  appendMeta,
  findLog,
  findMessage,
  findRepeat,
  groupKeyOf,
  groupOf,
  hasReadReceipts,
  isRecalled,
  type LoggedMessage,
  MetaKind,
  membersNumbered,
  readerOf,
} from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { markAllRead, markRead } from './mark-read.ts';
import { memberNumberOf, ReceiptBit, setReceiptBit } from './receipt-bits.ts';

/** A receipt for one message: the meta that carries it, and the message it is about. */
export interface ReceiptInput {
  readonly meta: NewMeta;
  readonly target: MessageId;
  readonly kind: 'delivered' | 'read' | 'played';
  /** Groups with more members keep the first receipt of a message for the sender's devices, and tell the others live. */
  readonly keptMembersMax: number;
}

/** What came of a receipt. */
export interface Receipted extends Appended {
  /** The receipt in the log that the message is in; another than its own when it is about a group message. */
  readonly meta: NewMeta;
  /** Told to the devices that are online, without a row of its own: one more reader in a large group. */
  readonly isTransient: boolean;
}

/**
 * The message was delivered to, read or played by its receiver. Tells the sender once; a repeated receipt changes nothing.
 *
 * A group message becomes delivered or read with its first receiver. Who else has read it follows from the members' read
 * positions and one bit each, so that ten thousand readers cost no row each. A group whose read receipts are off tells
 * nobody who read or played what.
 *
 * @throws ImError `invalidParameter` when the target is no message that `meta.to` sent in this conversation
 */
export function applyReceipt(store: StoreContext, { meta, target, kind, keptMembersMax }: ReceiptInput): Receipted {
  const { message, pair } = placeOf(store, meta, target);
  const isGroup = groupOf(pair) !== undefined;
  const located: NewMeta = isGroup ? { ...meta, pair, audience: meta.to } : meta;
  const done = (appended: Appended, isTransient = false) => ({ ...appended, meta: located, isTransient });
  const repeat = findRepeat(store, located);
  if (repeat !== undefined) return done(repeat);
  // It was recalled while the receipt was under way: there is nothing left to read.
  if (isRecalled(message)) return done(unchanged(meta, target));
  if (kind === 'read') {
    const reader = readerOf(store, message.conversation, meta.from);
    if (reader !== undefined && message.kind === MetaKind.counted) markRead(store, reader, message.seq);
  }
  const isFirst = raiseStatus(store, message, kind);
  // Without read receipts only the reader's own count changes, and that somebody read it.
  const isSilent = isGroup && kind !== 'delivered' && !hasReadReceipts(store, message.conversation);
  if (isSilent) return done(unchanged(meta, target));
  const isNews = noteReceiver(store, message, { kind, isGroup, isFirst, receiver: meta.from });
  const isSenderThere = memberNumberOf(store, message.conversation, meta.to) !== undefined;
  if (!isNews || !isSenderThere) return done(unchanged(meta, target));
  const isKept = isFirst || !isGroup || membersNumbered(store, message.conversation) <= keptMembersMax;
  return isKept ? done(appendMeta(store, located)) : done(unchanged(meta, target), true);
}

const STATUS_OF = {
  delivered: MessageStatus.DELIVERED,
  read: MessageStatus.READ,
  played: MessageStatus.UNREAD,
} as const;

/** The message becomes delivered or read for its sender. @returns whether it was not before */
function raiseStatus(store: StoreContext, message: LoggedMessage, kind: ReceiptInput['kind']): boolean {
  const status = STATUS_OF[kind];
  if (message.status >= status) return false;
  store.statements
    .prepare('update messages set status = ? where conversation_id = ? and mid = ?')
    .run(status, message.conversation, message.mid);
  return true;
}

/** Notes who acknowledged. @returns whether that is news for the sender */
function noteReceiver(
  store: StoreContext,
  { conversation, mid }: LoggedMessage,
  receipt: {
    readonly kind: ReceiptInput['kind'];
    readonly isGroup: boolean;
    readonly isFirst: boolean;
    readonly receiver: UserId;
  },
): boolean {
  const { kind, isGroup, isFirst, receiver } = receipt;
  // Of two people the status says it; in a group the first delivery is told, the others are asked for.
  if (kind === 'delivered' || (kind === 'read' && !isGroup)) return isFirst;
  const number = memberNumberOf(store, conversation, receiver);
  const bit = kind === 'read' ? ReceiptBit.read : ReceiptBit.played;
  return number !== undefined && setReceiptBit(store, { conversation, mid, bit }, number);
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
  where m.mid = ? and c.app_id = ? and c.low_id = c.high_id and c.low_id % 2 = 1 and m.mid > max(r.joined_mid, r.cleared_mid)`;

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
