import { ImError } from '@warbler/protocol';
import { PostgresAdapter } from 'kysely';
import { createMessageIdSource, type MessageIdSource, TRANSIENT_NODE } from '../message-id-source.ts';
import { migrate } from '../migrate.ts';
import type { OpenStore } from '../open-store.ts';
import type { ProcedureAccess } from '../procedure.ts';
import { StatementCache } from '../statement-cache.ts';
import { PostgresTransaction } from './batch-transaction.ts';
import { BlockingLink } from './blocking-link.ts';
import type { ConnectionOptions } from './link-messages.ts';
import { logPartStatements } from './log-parts.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { ConnectionLost, PostgresError } from './postgres-error.ts';
import { SQLITE_FUNCTIONS } from './sqlite-functions.ts';
import { TableIntrospector } from './table-introspector.ts';

/** A database of PostgreSQL, and how this thread uses it. */
export interface OpenPostgresOptions {
  readonly connection: ConnectionOptions;
  /** How long a lost connection is waited for before requests are refused. */
  readonly reconnectMs: number;
  /** Threads that only read neither migrate nor give ids. */
  readonly isReadOnly: boolean;
}

/** One class of advisory locks for the numbers of nodes, one for who migrates. Any numbers that nobody else uses. */
const NODES = 0x4e6f_6465;
const MIGRATION = 0x4d69_6772;

/**
 * Opens a database of PostgreSQL on this thread, migrating it as needed.
 *
 * @throws ImError `storageUnavailable` when it cannot be reached or refuses
 */
export async function openPostgresStore(options: OpenPostgresOptions, access: ProcedureAccess): Promise<OpenStore> {
  const { isReadOnly, reconnectMs } = options;
  const link = new BlockingLink(options.connection);
  const connection = new PostgresConnection(link);
  const ids = isReadOnly ? NO_IDS : new NodeIds(connection);
  const onConnected = () => ids.connected();
  try {
    link.connect();
    if (!isReadOnly) await prepare(connection);
    onConnected();
  } catch (error) {
    connection.close();
    throw asUnavailable(error);
  }
  return {
    context: { connection, statements: new StatementCache(connection), messageIds: ids },
    transaction: new PostgresTransaction({ link, connection, access, isReadOnly, reconnectMs, onConnected }),
    close: () => connection.close(),
  };
}

/** Brings the database's shape up to date; nodes that start together wait for one another. */
async function prepare(connection: PostgresConnection): Promise<void> {
  connection.ask({ text: 'select pg_advisory_lock($1)', values: [MIGRATION] });
  try {
    for (const sql of SQLITE_FUNCTIONS) connection.exec(sql);
    connection.flush();
    await migrate(connection, { Adapter: PostgresAdapter, Introspector: TableIntrospector });
    for (const sql of logPartStatements(Date.now())) connection.exec(sql);
    connection.flush();
  } finally {
    connection.ask({ text: 'select pg_advisory_unlock($1)', values: [MIGRATION] });
  }
}

/** Ids that carry a number which no other node has: a lock of the session holds it, so that it is free when the node dies. */
class NodeIds implements MessageIdSource {
  readonly #connection: PostgresConnection;
  #source: MessageIdSource | undefined;
  #node = -1;

  constructor(connection: PostgresConnection) {
    this.#connection = connection;
  }

  /** @throws ImError `storageUnavailable` when all numbers are taken */
  connected(): void {
    const { rows } = this.#connection.ask({ text: TAKE_NUMBER, values: [NODES, TRANSIENT_NODE] });
    const node = rows[0]?.[0];
    if (typeof node !== 'number') {
      throw new ImError('storageUnavailable', { message: `all ${TRANSIENT_NODE} numbers of nodes are taken` });
    }
    if (node === this.#node) return;
    this.#node = node;
    this.#source = createMessageIdSource({ node });
  }

  next(nowMs: number, above: Parameters<MessageIdSource['next']>[1]): ReturnType<MessageIdSource['next']> {
    if (this.#source === undefined) throw new Error('ids are asked for before the connection was made');
    return this.#source.next(nowMs, above);
  }
}

const NO_IDS = {
  connected: () => undefined,
  next: (): never => {
    throw new Error('a procedure that is said to read only asked for a message id');
  },
};

const TAKE_NUMBER = `select node::int8 from generate_series(0, $2::int - 1) as node
  where pg_try_advisory_lock($1::int, node) limit 1`;

function asUnavailable(error: unknown): unknown {
  if (!(error instanceof ConnectionLost || error instanceof PostgresError)) return error;
  return new ImError('storageUnavailable', { message: `PostgreSQL: ${error.message}`, cause: error });
}
