import { ImError } from '@warbler/protocol';
import type { AfterFailure, BatchTransaction } from '../open-store.ts';
import { accessOf, type ProcedureAccess, type RunRequest } from '../procedure.ts';
import type { BlockingLink } from './blocking-link.ts';
import { NodeNumberTaken } from './node-ids.ts';
import { pause } from './pause.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { ConnectionLost, PostgresError } from './postgres-error.ts';

/** Each send takes a lock of PostgreSQL's table of them, which holds 6,400 by default, for all nodes together. */
const REQUESTS_MAX = 256;

/** How often a batch is run that PostgreSQL gave up in favour of another's, before its requests are run apart. */
const ATTEMPTS_MAX = 3;

/** Held by all who write, shared; whole by whoever must be alone. Any number that nobody else uses. */
const ALL = 0x5761_7262;

/** What a batch's transaction needs. */
export interface PostgresTransactionOptions {
  readonly link: BlockingLink;
  readonly connection: PostgresConnection;
  readonly access: ProcedureAccess;
  /** Whether only reading procedures run here: then all of a batch read the same moment, and nothing is locked. */
  readonly isReadOnly: boolean;
  /** How long a lost connection is waited for before requests are refused. */
  readonly reconnectMs: number;
  /** Called on each new connection before anything else. */
  readonly onConnected: () => void;
}

/**
 * A batch on PostgreSQL. Several nodes commit at a time, so whatever a procedure reads to decide what it writes is locked
 * first: the keys of the batch in one order for all, so that no two wait for one another. Locks end with the transaction.
 */
export class PostgresTransaction implements BatchTransaction {
  readonly requestsMax = REQUESTS_MAX;
  readonly #options: PostgresTransactionOptions;

  constructor(options: PostgresTransactionOptions) {
    this.#options = options;
  }

  begin(requests: readonly RunRequest[]): void {
    const { connection, isReadOnly } = this.#options;
    if (isReadOnly) {
      connection.exec('begin isolation level repeatable read read only');
      return;
    }
    connection.exec('begin');
    const keys = new Set<string>();
    const messages = new Set<number>();
    for (const { name, input } of requests) {
      const access = accessOf(this.#options.access, name, input);
      if (access === 'alone') {
        connection.defer({ text: 'select pg_advisory_xact_lock($1)', name: 'alone', values: [ALL] });
        return;
      }
      if (access === 'read') continue;
      for (const key of access.keys) keys.add(key);
      for (const mid of access.messages ?? []) messages.add(mid);
    }
    this.#lock([...keys], [...messages]);
  }

  #lock(keys: readonly string[], messages: readonly number[]): void {
    const { connection } = this.#options;
    connection.defer({ text: 'select pg_advisory_xact_lock_shared($1)', name: 'together', values: [ALL] });
    if (messages.length > 0)
      connection.defer({ text: LOCK_ALL, name: 'lock all', values: [keys, messages.map(String)] });
    else if (keys.length > 0) connection.defer({ text: LOCK_KEYS, name: 'lock keys', values: [keys] });
  }

  commit(): void {
    const { tag } = this.#committed();
    // What had failed is not committed, whatever was asked for.
    if (tag !== 'COMMIT') throw new Error(`PostgreSQL answered ${tag} to a commit`);
  }

  /** With the writes that wait, in one journey: what fails among them is what is thrown, and nothing is committed then. */
  #committed(): { readonly tag: string } {
    try {
      return this.#options.connection.ask({ text: 'commit', name: 'commit' });
    } catch (error) {
      if (isLost(error)) throw new CommitUnknown(error);
      throw error;
    }
  }

  rollBack(): void {
    const { connection } = this.#options;
    connection.discard();
    try {
      connection.ask({ text: 'rollback', name: 'rollback' });
    } catch (error) {
      // A connection that is gone took its transaction along.
      if (!isLost(error)) throw error;
    }
  }

  afterFailure(error: unknown, attempts: number): AfterFailure {
    if (error instanceof CommitUnknown) {
      this.#reconnect();
      return 'refuse';
    }
    if (isLost(error)) return attempts < ATTEMPTS_MAX && this.#reconnect() ? 'again' : 'refuse';
    if (error instanceof PostgresError && OVERTAKEN.has(error.sqlState)) {
      return attempts < ATTEMPTS_MAX ? 'again' : 'apart';
    }
    return 'apart';
  }

  /**
   * Whether the connection is there again, within the time that requests may wait for it.
   *
   * @throws NodeNumberTaken
   */
  #reconnect(): boolean {
    const { link, reconnectMs, onConnected } = this.#options;
    const deadlineMs = performance.now() + reconnectMs;
    for (let waitMs = 50; ; waitMs = Math.min(2 * waitMs, 500)) {
      try {
        link.connect();
        onConnected();
        return true;
      } catch (error) {
        // A session that is not what it must be is as good as none.
        link.giveUp();
        if (error instanceof NodeNumberTaken) throw error;
        if (!isLost(error) || performance.now() + waitMs > deadlineMs) return false;
      }
      pause(waitMs);
    }
  }
}

/** Deadlock, serialization failure, lock timeout: another transaction went first. */
const OVERTAKEN: ReadonlySet<string> = new Set(['40P01', '40001', '55P03']);

const LOCK_KEYS = `select pg_advisory_xact_lock(number) from (
  select distinct hashtextextended(key, 0) as number from unnest($1::text[]) as key order by number) as numbers`;

/** Messages stay in their conversation, so that it can be looked up before it is locked. */
const LOCK_ALL = `select pg_advisory_xact_lock(number) from (
  select distinct hashtextextended(key, 0) as number from (
    select unnest($1::text[]) as key
    union all
    select concat_ws(' ', c.app_id, c.low_id, c.high_id) from messages m join conversations c on c.id = m.conversation_id
    where m.mid = any ($2::int8[])) as keys
  order by number) as numbers`;

/** Whether the connection is gone: the network's word, or PostgreSQL's own that it ends sessions or has none free. */
function isLost(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  return error instanceof PostgresError && /^(08|57P|53300|25P03)/.test(error.sqlState);
}

/** The connection broke while a commit was under way. Its writes may be there; a client that asks again is told. */
class CommitUnknown extends ImError {
  constructor(cause: unknown) {
    super('storageUnavailable', { message: 'the database went away during a commit; try again', cause });
  }
}
