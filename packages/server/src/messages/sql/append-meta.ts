import { hash } from 'node:crypto';
import type { MessageId, Seq } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { type Appended, MetaKind, type NewMeta, SERVER_CLIENT_MID } from '../meta.ts';
import { type ConversationLog, findLog, openLog } from './conversation-log.ts';
import { appendPersonal, personalRepeat } from './personal-stream.ts';
import { advanceReader, readerOf, waitingAfterRead } from './reader.ts';

/**
 * Puts a meta at the end of its conversation's log: sets its mid and seq, moves the conversation's end, and settles
 * what the sender has read. A retry of what is stored already gets the first answer and stores nothing.
 */
export function appendMeta(store: StoreContext, meta: NewMeta): Appended {
  const log = openLog(store, meta.pair);
  const digest = digestOf(meta);
  return repeatIn(store, log, meta, digest) ?? append(store, log, meta, digest);
}

/** The first answer to the same send (user, device, client id, conversation and content), if there was one. */
export function findRepeat(store: StoreContext, meta: NewMeta): Appended | undefined {
  const log = findLog(store, meta.pair);
  return log === undefined ? undefined : repeatIn(store, log, meta, digestOf(meta));
}

function repeatIn(store: StoreContext, log: ConversationLog, meta: NewMeta, digest: number): Appended | undefined {
  const { audience, from, fromSn, clientMid } = meta;
  if (clientMid === SERVER_CLIENT_MID) return undefined;
  const row =
    audience === 'everyone'
      ? store.statements.prepare(SENT_BEFORE).get(log.id, from, fromSn, clientMid, digest)
      : personalRepeat(store, log.id, audience, meta, digest);
  if (row === undefined) return undefined;
  return { mid: row.mid as MessageId, sentAtMs: row.sent_at as number, isNew: false };
}

const SENT_BEFORE = `select mid, sent_at from messages
  where conversation_id = ? and from_id = ? and from_sn = ? and client_mid = ? and client_mid > 0 and digest = ?`;

/** 48 bits of SHA-256: told apart are only sends of one device with one client id in one conversation. */
function digestOf({ sentPayload, payload }: NewMeta): number {
  return hash('sha256', sentPayload ?? payload, 'buffer').readUIntBE(0, 6);
}

function append(store: StoreContext, log: ConversationLog, meta: NewMeta, digest: number): Appended {
  const { statements } = store;
  const mid = store.messageIds.next(meta.nowMs, log.topMid);
  if (meta.audience !== 'everyone') {
    appendPersonal(store, { conversation: log.id, user: meta.audience, mid, meta, digest });
    return { mid, sentAtMs: meta.nowMs, isNew: true };
  }
  const isCounted = meta.kind === MetaKind.counted;
  const seq = (log.lastSeq + (isCounted ? 1 : 0)) as Seq;
  statements
    .prepare(INSERT)
    .run(
      log.id,
      mid,
      seq,
      meta.kind,
      meta.from,
      meta.fromSn,
      meta.to,
      meta.clientMid,
      digest,
      meta.nowMs,
      meta.namespace,
      meta.payload,
      meta.about ?? 0,
    );
  if (meta.kind === MetaKind.operation) {
    statements.prepare('update conversations set last_mid = ? where id = ?').run(mid, log.id);
  } else statements.prepare(MESSAGE_END).run(mid, seq, mid, log.id);
  if (isCounted) settleSender(store, log, meta, { mid, seq });
  return { mid, sentAtMs: meta.nowMs, isNew: true };
}

const MESSAGE_END = 'update conversations set last_mid = ?, last_seq = ?, last_message_mid = ? where id = ?';

const INSERT = `insert into messages (conversation_id, mid, seq, kind, from_id, from_sn, to_id, client_mid,
  digest, sent_at, namespace, status, payload, about_mid) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`;

/** One's own message is never unread: it moves the read position along, or is counted apart while older ones wait. */
function settleSender(
  store: StoreContext,
  log: ConversationLog,
  meta: NewMeta,
  end: { readonly mid: MessageId; readonly seq: Seq },
): void {
  const reader = readerOf(store, log.id, meta.from);
  if (reader === undefined) return;
  if (waitingAfterRead(reader, log.lastSeq) === 0) advanceReader(store, reader, { ...end, ownAfter: 0 });
  else {
    store.statements
      .prepare(
        'update conversation_members set own_after_read = own_after_read + 1 where user_id = ? and conversation_id = ?',
      )
      .run(meta.from, log.id);
  }
}
