import {
  type AppId,
  type ConversationId,
  type MessageId,
  MessageStatus,
  type Seq,
  type UserId,
} from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { MetaKind, pairOf, type StoredMeta } from '../meta.ts';
import { findLog } from './conversation-log.ts';
import { toStoredMeta } from './pull-metas.ts';
import { type Reader, readerOf } from './reader.ts';

/** A page of history is wanted, newest first. */
export interface HistoryInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly peer: ConversationId;
  /** Messages below this one; 0 for the newest. */
  readonly before: MessageId;
  readonly limit: number;
  readonly maxBytes: number;
}

/** A message as the conversation stands now. */
export interface HistoryMeta extends StoredMeta {
  /** For one's own message what became of it at the other side, for others' messages whether one has read it. */
  readonly status: MessageStatus;
}

/** Newest first. */
export interface HistoryPage {
  readonly metas: readonly HistoryMeta[];
  /** Where the next page starts (the oldest mid of this one), 0 when nothing older is left. */
  readonly nextMid: MessageId;
}

/** Reads a page of a conversation's messages; operations are not listed, their effects are seen in the messages. */
export function readHistory(store: StoreContext, input: HistoryInput): HistoryPage {
  const empty = { metas: [], nextMid: 0 as MessageId };
  const log = findLog(store, pairOf(input.appId, input.user, input.peer));
  if (log === undefined) return empty;
  const reader = readerOf(store, log.id, input.user);
  if (reader === undefined) return empty;

  const before = input.before === 0 ? Number.MAX_SAFE_INTEGER : input.before;
  const metas: HistoryMeta[] = [];
  let bytes = 0;
  for (const row of store.statements.prepare(MESSAGES_BELOW).iterate(log.id, before, input.limit + 1)) {
    const meta = toStoredMeta(row);
    bytes += meta.payload.length;
    const isFull = metas.length === input.limit || (metas.length > 0 && bytes > input.maxBytes);
    if (isFull) return { metas, nextMid: metas.at(-1)?.mid ?? empty.nextMid };
    const stored = row.status as MessageStatus;
    metas.push({ ...meta, status: meta.from === input.user ? stored : seenStatus(store, reader, row.seq as Seq) });
  }
  return { metas, nextMid: empty.nextMid };
}

const MESSAGES_BELOW = `select mid, seq, from_id, from_sn, to_id, sent_at, namespace, status, payload from messages
  where conversation_id = ? and mid < ? and kind in (${MetaKind.counted}, ${MetaKind.uncounted}) order by mid desc limit ?`;

function seenStatus({ statements }: StoreContext, reader: Reader, seq: Seq): MessageStatus {
  if (seq <= reader.readSeq) return MessageStatus.READ;
  if (reader.readOutOfOrder === 0) return MessageStatus.UNREAD;
  const mark = statements
    .prepare('select 1 from read_marks where conversation_id = ? and user_id = ? and seq = ?')
    .get(reader.conversation, reader.user, seq);
  return mark === undefined ? MessageStatus.UNREAD : MessageStatus.READ;
}
