import { hash } from 'node:crypto';
import type { MessageId, Seq, UserId } from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { MetaKind, type NewMeta, type PairKey } from '../meta.ts';
import { type ConversationLog, findLog, openLog } from './conversation-log.ts';
import { type Reader, readerOf, saveReader } from './reader.ts';

/** A meta that everyone of its conversation gets, at its place in the log. */
export interface PlacedMeta {
  readonly log: ConversationLog;
  readonly mid: MessageId;
  readonly seq: Seq;
  readonly meta: NewMeta;
  readonly digest: number;
}

/** The rows that an append to a log looks at and changes. Whoever has many appends to do looks at all of theirs at once. */
export interface AppendRows {
  digestOf(meta: NewMeta): number;
  findLog(pair: PairKey): ConversationLog | undefined;
  /** Finds a log, or starts it. */
  openLog(pair: PairKey): ConversationLog;
  /** The row, with `mid` and `sent_at`, of the same send; of those that everyone gets and that have a client id. */
  sentBefore(log: ConversationLog, meta: NewMeta, digest: number): SqlRow | undefined;
  readerOf(log: ConversationLog, user: UserId): Reader | undefined;
  /** Puts a meta at the end of its log. */
  add(placed: PlacedMeta): void;
  /** Keeps how far a member has read. */
  saveReader(reader: Reader): void;
}

/** 48 bits of SHA-256: told apart are only sends of one device with one client id in one conversation. */
export function digestOf({ sentPayload, payload }: NewMeta): number {
  return hash('sha256', sentPayload ?? payload, 'buffer').readUIntBE(0, 6);
}

/** The rows as they are stored, one statement at a time. */
export class StoredRows implements AppendRows {
  readonly #store: StoreContext;

  constructor(store: StoreContext) {
    this.#store = store;
  }

  digestOf(meta: NewMeta): number {
    return digestOf(meta);
  }

  findLog(pair: PairKey): ConversationLog | undefined {
    return findLog(this.#store, pair);
  }

  openLog(pair: PairKey): ConversationLog {
    return openLog(this.#store, pair);
  }

  sentBefore(log: ConversationLog, { from, fromSn, clientMid }: NewMeta, digest: number): SqlRow | undefined {
    return this.#store.statements.prepare(SENT_BEFORE).get(log.id, from, fromSn, clientMid, digest);
  }

  readerOf(log: ConversationLog, user: UserId): Reader | undefined {
    return readerOf(this.#store, log.id, user);
  }

  add({ log, mid, seq, meta, digest }: PlacedMeta): void {
    const { kind, from, fromSn, to, clientMid, nowMs, namespace, payload, about = 0 } = meta;
    const { statements } = this.#store;
    statements
      .prepare(INSERT)
      .run(log.id, mid, seq, kind, from, fromSn, to, clientMid, digest, nowMs, namespace, payload, about);
    if (kind === MetaKind.operation) {
      statements.prepare('update conversations set last_mid = ? where id = ?').run(mid, log.id);
    } else statements.prepare(MESSAGE_END).run(mid, seq, mid, log.id);
  }

  saveReader(reader: Reader): void {
    saveReader(this.#store, reader);
  }
}

const SENT_BEFORE = `select mid, sent_at from messages
  where conversation_id = ? and from_id = ? and from_sn = ? and client_mid = ? and client_mid > 0 and digest = ?`;

const MESSAGE_END = 'update conversations set last_mid = ?, last_seq = ?, last_message_mid = ? where id = ?';

const INSERT = `insert into messages (conversation_id, mid, seq, kind, from_id, from_sn, to_id, client_mid,
  digest, sent_at, namespace, status, payload, about_mid) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`;
