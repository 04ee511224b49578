import {
  type AppId,
  type ConversationId,
  type DeviceSn,
  ImError,
  isGroupId,
  type MessageId,
  type MetaNamespace,
  type UserId,
} from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { keyOf, MetaKind, type StoredMeta } from '../meta.ts';
import { findLog } from './conversation-log.ts';
import { personalMetas } from './personal-stream.ts';
import { type Reader, Reception, readerOf } from './reader.ts';

/** A device asks what is new for it in a conversation with another user. */
export interface PullInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly deviceSn: DeviceSn;
  readonly peer: ConversationId;
  /** Metas after this one; absent: after the device's stored cursor. */
  readonly after?: MessageId | undefined;
  readonly limit: number;
  /** Payload bytes after which the page ends, so that it fits a frame; a page has one meta at least. */
  readonly maxBytes: number;
}

/** A page of the device's stream. */
export interface PullPage {
  /** How far the device has everything before this page; the end of the log when the page is empty. */
  readonly after: MessageId;
  /** Oldest first; empty when the device has everything. */
  readonly metas: readonly StoredMeta[];
  /** There is nothing after it. */
  readonly isEnd: boolean;
}

/**
 * The device's stream: all metas the user may see, without the device's own sends.
 *
 * @throws ImError `notGroupMember` for the stream of a group that the user is not in
 */
export function pullMetas(store: StoreContext, input: PullInput): PullPage {
  const log = findLog(store, keyOf(input.appId, input.user, input.peer));
  const reader = log && readerOf(store, log.id, input.user);
  if (log === undefined || reader === undefined) {
    if (isGroupId(input.peer)) throw new ImError('notGroupMember');
    return { after: input.after ?? (0 as MessageId), metas: [], isEnd: true };
  }
  const after = Math.max(input.after ?? storedCursor(store, input, log.id), reader.streamFloor) as MessageId;
  const end = Math.max(log.lastMid, reader.personalMid) as MessageId;
  if (after >= end) return { after, metas: [], isEnd: true };
  const { user, deviceSn, limit } = input;
  const page = takePage(streamOf(store, { reader, user, deviceSn, after, limit }), input);
  // Nothing but the device's own sends: the next pull need not look through them again.
  return { after: page.metas.length === 0 ? end : after, ...page };
}

interface StreamPart {
  readonly reader: Pick<Reader, 'conversation' | 'reception' | 'personalMid'>;
  readonly user: UserId;
  readonly deviceSn: DeviceSn;
  readonly after: MessageId;
  readonly limit: number;
}

/** The log that all share and what is this member's alone, as one stream in the order of the mids. */
function* streamOf(store: StoreContext, { reader, user, deviceSn, after, limit }: StreamPart): Iterable<SqlRow> {
  const { conversation, reception, personalMid } = reader;
  const personal = personalMid > after ? personalMetas(store, { conversation, user, deviceSn, after }, limit) : [];
  let next = 0;
  const shared = store.statements.prepare(SHARED_STREAM);
  for (const row of shared.iterate(conversation, after, firstKind(reception), user, deviceSn, limit)) {
    for (; next < personal.length && midOf(personal[next]) < midOf(row); next += 1) yield personal[next] as SqlRow;
    yield row;
  }
  yield* personal.slice(next);
}

function midOf(row: SqlRow | undefined): number {
  return row?.mid as number;
}

/** How far the device has acknowledged the conversation. */
export interface CursorInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly deviceSn: DeviceSn;
  readonly peer: ConversationId;
  /** Is there anything between the cursor and this meta? */
  readonly before: MessageId;
  /** The acknowledged position when it is known better than it is stored. */
  readonly after?: MessageId | undefined;
}

/** The device's cursor and whether older metas are still missing at the device. */
export interface CursorState {
  readonly cursor: MessageId;
  readonly isBehind: boolean;
}

/** Tells whether a device has everything of its stream before a meta. */
export function cursorState(store: StoreContext, { before, ...input }: CursorInput): CursorState {
  const { after, metas } = pullMetas(store, { ...input, limit: 1, maxBytes: 0 });
  const [first] = metas;
  return { cursor: after, isBehind: first !== undefined && first.mid < before };
}

/** Whether a device's stream goes on after a meta. */
export function hasNewsFor(store: StoreContext, device: Omit<StreamPart, 'limit'>): boolean {
  for (const _ of streamOf(store, { ...device, limit: 1 })) return true;
  return false;
}

const SHARED_STREAM = `select mid, from_id, from_sn, to_id, sent_at, namespace, payload from messages
  where conversation_id = ? and mid > ? and kind between ? and ${MetaKind.operation} and not (from_id = ? and from_sn = ?)
  order by mid limit ?`;

/** Kinds from this one on are in the stream: who blocks a group's messages still hears what happens to the group. */
function firstKind(reception: Reception): MetaKind {
  return reception === Reception.blocked ? MetaKind.operation : MetaKind.counted;
}

function storedCursor({ statements }: StoreContext, { user, deviceSn }: PullInput, conversation: number): MessageId {
  const row = statements
    .prepare('select mid from device_cursors where user_id = ? and device_sn = ? and conversation_id = ?')
    .get(user, deviceSn, conversation);
  return (row?.mid ?? 0) as MessageId;
}

function takePage(
  rows: Iterable<SqlRow>,
  { limit, maxBytes }: Pick<PullInput, 'limit' | 'maxBytes'>,
): Pick<PullPage, 'metas' | 'isEnd'> {
  const metas: StoredMeta[] = [];
  let bytes = 0;
  for (const row of rows) {
    const meta = toStoredMeta(row);
    bytes += meta.payload.length + META_OVERHEAD_BYTES;
    if (metas.length > 0 && bytes > maxBytes) return { metas, isEnd: false };
    metas.push(meta);
    if (metas.length === limit) return { metas, isEnd: false };
  }
  return { metas, isEnd: true };
}

/** What ids, times and tags around a payload take on the wire at most. */
const META_OVERHEAD_BYTES = 64;

/** A row of the log as a meta. */
export function toStoredMeta(row: SqlRow): StoredMeta {
  return {
    mid: row.mid as MessageId,
    from: row.from_id as UserId,
    fromSn: row.from_sn as DeviceSn,
    to: row.to_id as UserId,
    sentAtMs: row.sent_at as number,
    namespace: row.namespace as MetaNamespace,
    payload: row.payload as Uint8Array,
  };
}
