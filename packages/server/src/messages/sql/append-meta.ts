import type { MessageId, Seq } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { type Appended, MetaKind, type NewMeta, SERVER_CLIENT_MID } from '../meta.ts';
import { type AppendRows, StoredRows } from './append-rows.ts';
import type { ConversationLog } from './conversation-log.ts';
import { appendPersonal, personalRepeat } from './personal-stream.ts';
import { advanced, waitingAfterRead } from './reader.ts';

/**
 * Puts a meta at the end of its conversation's log: sets its mid and seq, moves the conversation's end, and settles
 * what the sender has read. A retry of what is stored already gets the first answer and stores nothing.
 */
export function appendMeta(store: StoreContext, meta: NewMeta, rows: AppendRows = new StoredRows(store)): Appended {
  const log = rows.openLog(meta.pair);
  const digest = rows.digestOf(meta);
  return repeatIn(store, rows, log, meta, digest) ?? append(store, rows, log, meta, digest);
}

/** The first answer to the same send (user, device, client id, conversation and content), if there was one. */
export function findRepeat(
  store: StoreContext,
  meta: NewMeta,
  rows: AppendRows = new StoredRows(store),
): Appended | undefined {
  const log = rows.findLog(meta.pair);
  return log === undefined ? undefined : repeatIn(store, rows, log, meta, rows.digestOf(meta));
}

function repeatIn(
  store: StoreContext,
  rows: AppendRows,
  log: ConversationLog,
  meta: NewMeta,
  digest: number,
): Appended | undefined {
  if (meta.clientMid === SERVER_CLIENT_MID) return undefined;
  const row =
    meta.audience === 'everyone'
      ? rows.sentBefore(log, meta, digest)
      : personalRepeat(store, log.id, meta.audience, meta, digest);
  if (row === undefined) return undefined;
  return { mid: row.mid as MessageId, sentAtMs: row.sent_at as number, isNew: false };
}

function append(store: StoreContext, rows: AppendRows, log: ConversationLog, meta: NewMeta, digest: number): Appended {
  const mid = store.messageIds.next(meta.nowMs, log.topMid);
  if (meta.audience !== 'everyone') {
    appendPersonal(store, { conversation: log.id, user: meta.audience, mid, meta, digest });
    return { mid, sentAtMs: meta.nowMs, isNew: true };
  }
  const isCounted = meta.kind === MetaKind.counted;
  const seq = (log.lastSeq + (isCounted ? 1 : 0)) as Seq;
  rows.add({ log, mid, seq, meta, digest });
  if (isCounted) settleSender(store, rows, log, meta, { mid, seq });
  return { mid, sentAtMs: meta.nowMs, isNew: true, afterMid: log.topMid };
}

/** One's own message is never unread: it moves the read position along, or is counted apart while older ones wait. */
function settleSender(
  store: StoreContext,
  rows: AppendRows,
  log: ConversationLog,
  meta: NewMeta,
  end: { readonly mid: MessageId; readonly seq: Seq },
): void {
  const reader = rows.readerOf(log, meta.from);
  if (reader === undefined) return;
  const isAtEnd = waitingAfterRead(reader, log.lastSeq) === 0;
  rows.saveReader(
    isAtEnd ? advanced(store, reader, { ...end, ownAfter: 0 }) : { ...reader, ownAfterRead: reader.ownAfterRead + 1 },
  );
}
