import { ImError } from '@warbler/protocol';
import { PostgresAdapter } from 'kysely';
import { migrate } from '../migrate.ts';
import type { OpenStore } from '../open-store.ts';
import type { ProcedureAccess } from '../procedure.ts';
import { StatementCache } from '../statement-cache.ts';
import { PostgresTransaction } from './batch-transaction.ts';
import { BlockingLink } from './blocking-link.ts';
import { HOT_TABLE_STATEMENTS } from './hot-tables.ts';
import type { ConnectionOptions } from './link-messages.ts';
import { logPartStatements } from './log-parts.ts';
import { NO_IDS, NodeIds } from './node-ids.ts';
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

/** The advisory lock of who migrates. Any number that nobody else uses. */
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
  const ids = isReadOnly ? NO_IDS : new NodeIds(connection, options.connection.name);
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
    isFar: true,
    node: ids.node,
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
    for (const sql of [...logPartStatements(Date.now()), ...HOT_TABLE_STATEMENTS]) connection.exec(sql);
    connection.flush();
  } finally {
    connection.ask({ text: 'select pg_advisory_unlock($1)', values: [MIGRATION] });
  }
}

function asUnavailable(error: unknown): unknown {
  if (!(error instanceof ConnectionLost || error instanceof PostgresError)) return error;
  return new ImError('storageUnavailable', { message: `PostgreSQL: ${error.message}`, cause: error });
}
