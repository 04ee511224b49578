// Group commit alone: the least a storage thread can do. Takes whatever waits, writes it in one transaction, answers.
import { join } from 'node:path';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** What the thread is started with. */
export interface CommitThreadOptions {
  readonly folder: string;
  readonly payloadBytes: number;
}

/** Rows to make durable: the conversation of each. */
export type ToCommitThread = readonly CommitRequest[];

/** One row. */
export interface CommitRequest {
  readonly serial: number;
  readonly conversation: number;
}

/** Serials of rows that are durable. */
export type FromCommitThread = readonly number[];

/** As the server's messages are stored: the same columns and indexes, and the row of the conversation's end. */
const SCHEMA = `
  create table conversations (id integer primary key, last_mid integer not null, last_seq integer not null);
  create table messages (
    conversation_id integer not null, mid integer not null, seq integer not null, kind integer not null,
    from_id integer not null, from_sn integer not null, to_id integer not null, client_mid integer not null,
    digest integer not null, sent_at integer not null, namespace integer not null, status integer not null,
    payload blob not null, about_mid integer not null default 0
  );
  create unique index messages_in_order on messages (conversation_id, mid);
  create index messages_by_mid on messages (mid);
  create unique index messages_once on messages (conversation_id, from_id, from_sn, client_mid, digest);
`;

const { folder, payloadBytes } = workerData as CommitThreadOptions;
const port = parentPort as MessagePort;
const database = new Database(join(folder, 'bare.db'));
for (const pragma of ['journal_mode = wal', 'synchronous = full', 'wal_autocheckpoint = 4000', 'cache_size = -65536']) {
  database.pragma(pragma);
}
database.exec(SCHEMA);
const end = database.prepare(`insert into conversations values (?, ?, 1)
  on conflict do update set last_mid = excluded.last_mid, last_seq = last_seq + 1 returning last_seq`);
const insert = database.prepare('insert into messages values (?, ?, ?, 1, ?, 1, ?, ?, ?, ?, 1, 0, ?, 0)');
const payload = Buffer.alloc(payloadBytes, 'x');
const FIRST_ID = 2 ** 41;
const FIRST_MID = Date.now() * 4096;
let lastMid = FIRST_MID;

const commit = database.transaction((rows: readonly CommitRequest[]) => {
  const nowMs = Date.now();
  for (const { conversation } of rows) {
    lastMid += 1;
    const { last_seq: seq } = end.get(conversation, lastMid) as { readonly last_seq: number };
    insert.run(conversation, lastMid, seq, FIRST_ID, FIRST_ID + conversation, lastMid, lastMid, nowMs, payload);
  }
});

port.on('message', (first: ToCommitThread | 'stop') => {
  const rows: CommitRequest[] = [];
  for (let next: typeof first | undefined = first; next !== undefined; next = receiveMessageOnPort(port)?.message) {
    if (next === 'stop') {
      database.close();
      port.close();
      return;
    }
    rows.push(...next);
  }
  commit(rows);
  port.postMessage(rows.map(({ serial }) => serial) satisfies FromCommitThread);
});
