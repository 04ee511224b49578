import type { UserId } from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { byteList, numberList, textList } from '../../storage/sql.ts';
import { MetaKind, type NewMeta, type PairKey } from '../meta.ts';
import { type AppendRows, digestOf, type PlacedMeta, StoredRows } from './append-rows.ts';
import { type ConversationLog, toLog } from './conversation-log.ts';
import { READER_COLUMNS, type Reader, toReader } from './reader.ts';

/**
 * The rows that many appends look at, fetched by one statement, and what the appends change, written by three.
 *
 * Only for PostgreSQL, where each statement is a journey: one after another, a thousand sends would be three thousand of
 * them. What is decided is decided by the same code as for one append; here are only the rows, each as the appends
 * before left it. Nobody else may write them meanwhile, nor anything else of this batch: `flush` before that.
 */
export class RunRows implements AppendRows {
  readonly #store: StoreContext;
  /** For the rows that nobody thought of: those of a conversation that begins in this run. */
  readonly #stored: StoredRows;
  readonly #digests = new Map<NewMeta, number>();
  readonly #logs = new Map<string, ConversationLog | undefined>();
  readonly #readers = new Map<string, Reader | undefined>();
  readonly #sent = new Map<string, SqlRow>();
  readonly #added: PlacedMeta[] = [];
  /** Logs whose end moved, by id, with their newest message. */
  readonly #ends = new Map<number, { readonly log: ConversationLog; readonly messageMid: number }>();
  readonly #read = new Map<string, Reader>();

  /** Fetches what the appends of these metas look at. */
  constructor(store: StoreContext, metas: readonly NewMeta[]) {
    this.#store = store;
    this.#stored = new StoredRows(store);
    for (const meta of metas) this.#digests.set(meta, digestOf(meta));
    const rows = store.statements
      .prepare(FETCH)
      .all(
        textList(metas.map(({ pair }) => pair.appId)),
        numberList(metas.map(({ pair }) => pair.lowId)),
        numberList(metas.map(({ pair }) => pair.highId)),
        numberList(metas.map(({ from }) => from)),
        numberList(metas.map(({ fromSn }) => fromSn)),
        numberList(metas.map(({ clientMid }) => clientMid)),
        numberList(metas.map((meta) => this.digestOf(meta))),
      );
    for (const row of rows) this.#take(metas[(row.place as number) - 1] as NewMeta, row);
  }

  #take(meta: NewMeta, row: SqlRow): void {
    const log = row.id === null ? undefined : toLog(row);
    this.#logs.set(keyOfPair(meta.pair), log);
    if (log === undefined) return;
    this.#readers.set(keyOfReader(log.id, meta.from), row.user_id === null ? undefined : toReader(row));
    if (row.mid !== null) this.#sent.set(this.#keyOfSend(log, meta), row);
  }

  digestOf(meta: NewMeta): number {
    return this.#digests.get(meta) ?? digestOf(meta);
  }

  findLog(pair: PairKey): ConversationLog | undefined {
    return this.#logs.get(keyOfPair(pair));
  }

  openLog(pair: PairKey): ConversationLog {
    const known = this.findLog(pair);
    if (known !== undefined) return known;
    const log = this.#stored.openLog(pair);
    this.#logs.set(keyOfPair(pair), log);
    return log;
  }

  sentBefore(log: ConversationLog, meta: NewMeta): SqlRow | undefined {
    return this.#sent.get(this.#keyOfSend(log, meta));
  }

  readerOf(log: ConversationLog, user: UserId): Reader | undefined {
    const key = keyOfReader(log.id, user);
    if (!this.#readers.has(key)) this.#readers.set(key, this.#stored.readerOf(log, user));
    return this.#readers.get(key);
  }

  add(placed: PlacedMeta): void {
    const { log, mid, seq, meta } = placed;
    this.#added.push(placed);
    const isMessage = meta.kind !== MetaKind.operation;
    const end = { ...log, lastMid: mid, lastSeq: seq, topMid: mid };
    this.#logs.set(keyOfPair(meta.pair), end);
    this.#ends.set(log.id, { log: end, messageMid: isMessage ? mid : (this.#ends.get(log.id)?.messageMid ?? 0) });
    this.#sent.set(this.#keyOfSend(log, meta), { mid, sent_at: meta.nowMs });
  }

  saveReader(reader: Reader): void {
    const key = keyOfReader(reader.conversation, reader.user);
    this.#readers.set(key, reader);
    this.#read.set(key, reader);
  }

  /** Writes what the appends changed. The rows are those of no moment after this. */
  flush(): void {
    const added = this.#added;
    if (added.length === 0) return;
    const { statements } = this.#store;
    const column = (pick: (placed: PlacedMeta) => number) => numberList(added.map(pick));
    statements.prepare(INSERT).run(
      column(({ log }) => log.id),
      column(({ mid }) => mid),
      column(({ seq }) => seq),
      column(({ meta }) => meta.kind),
      column(({ meta }) => meta.from),
      column(({ meta }) => meta.fromSn),
      column(({ meta }) => meta.to),
      column(({ meta }) => meta.clientMid),
      column(({ digest }) => digest),
      column(({ meta }) => meta.nowMs),
      column(({ meta }) => meta.namespace),
      byteList(added.map(({ meta }) => meta.payload)),
      column(({ meta }) => meta.about ?? 0),
    );
    const ends = [...this.#ends.values()];
    statements
      .prepare(MOVE_ENDS)
      .run(
        numberList(ends.map(({ log }) => log.id)),
        numberList(ends.map(({ log }) => log.lastMid)),
        numberList(ends.map(({ log }) => log.lastSeq)),
        numberList(ends.map(({ messageMid }) => messageMid)),
      );
    const read = [...this.#read.values()];
    if (read.length === 0) return;
    statements
      .prepare(SAVE_READERS)
      .run(
        numberList(read.map(({ user }) => user)),
        numberList(read.map(({ conversation }) => conversation)),
        numberList(read.map(({ readSeq }) => readSeq)),
        numberList(read.map(({ readMid }) => readMid)),
        numberList(read.map(({ ownAfterRead }) => ownAfterRead)),
        numberList(read.map(({ readOutOfOrder }) => readOutOfOrder)),
      );
  }

  #keyOfSend(log: ConversationLog, meta: NewMeta): string {
    return `${log.id} ${meta.from} ${meta.fromSn} ${meta.clientMid} ${this.digestOf(meta)}`;
  }
}

function keyOfPair({ appId, lowId, highId }: PairKey): string {
  return `${appId} ${lowId} ${highId}`;
}

function keyOfReader(conversation: number, user: UserId): string {
  return `${conversation} ${user}`;
}

/** One row a meta. What is not above the log's end need not be looked for: in months to come there is nothing. */
const FETCH = `select i.place, c.id, c.last_mid, c.last_seq, c.personal_top_mid, s.mid, s.sent_at, ${READER_COLUMNS}
  from unnest(?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[]) with ordinality
    as i (app_id, low_id, high_id, from_id, from_sn, client_mid, digest, place)
  left join conversations c on c.app_id = i.app_id and c.low_id = i.low_id and c.high_id = i.high_id
  left join conversation_members m on m.user_id = i.from_id and m.conversation_id = c.id
  left join lateral (select mid, sent_at from messages e where e.conversation_id = c.id and e.mid <= c.last_mid
    and e.from_id = i.from_id and e.from_sn = i.from_sn and e.client_mid = i.client_mid and e.client_mid > 0
    and e.digest = i.digest limit 1) s on true`;

const INSERT = `insert into messages (conversation_id, mid, seq, kind, from_id, from_sn, to_id, client_mid, digest, sent_at,
    namespace, status, payload, about_mid)
  select conversation_id, mid, seq, kind, from_id, from_sn, to_id, client_mid, digest, sent_at, namespace, 0, payload, about_mid
  from unnest(?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[],
    ?::int8[], ?::bytea[], ?::int8[])
    as i (conversation_id, mid, seq, kind, from_id, from_sn, to_id, client_mid, digest, sent_at, namespace, payload, about_mid)`;

const MOVE_ENDS = `update conversations c set last_mid = i.last_mid, last_seq = i.last_seq,
    last_message_mid = greatest(c.last_message_mid, i.message_mid)
  from unnest(?::int8[], ?::int8[], ?::int8[], ?::int8[]) as i (id, last_mid, last_seq, message_mid) where c.id = i.id`;

const SAVE_READERS = `update conversation_members m set read_seq = i.read_seq, read_mid = i.read_mid,
    own_after_read = i.own_after_read, read_out_of_order = i.read_out_of_order
  from unnest(?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[])
    as i (user_id, conversation_id, read_seq, read_mid, own_after_read, read_out_of_order)
  where m.user_id = i.user_id and m.conversation_id = i.conversation_id`;
