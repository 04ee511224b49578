import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Migrator } from 'kysely/migration';
import { describeFailure } from './failure.ts';
import { lockFolder } from './folder-lock.ts';
import { createKysely } from './kysely-dialect.ts';
import { createMessageIdSource } from './message-id-source.ts';
import { migrations } from './migrations/index.ts';
import type { StoreContext } from './procedure.ts';
import type { StorageThreadOptions } from './serve-storage.ts';
import { openSqlite, type SqliteConnection } from './sqlite-driver.ts';
import { StatementCache } from './statement-cache.ts';

/** An open, migrated store. */
export interface OpenStore {
  readonly context: StoreContext;
  close(): void;
}

/**
 * Opens the database of a data folder on this thread, creating and migrating it as needed.
 *
 * Commits are durable when they return: WAL with `synchronous=FULL` (ADR 3).
 *
 * @throws ImError `dataFolderInUse` when another server has the folder
 */
export async function openStore({ folder, binding, node, maxPages }: StorageThreadOptions): Promise<OpenStore> {
  // It holds password hashes and token secrets: for its owner only.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder, binding);
  const connection = openSqlite(join(folder, 'warbler.db'), binding);
  connection.exec('pragma journal_mode = wal');
  connection.exec('pragma synchronous = full');
  connection.exec('pragma foreign_keys = on');
  connection.exec('pragma wal_autocheckpoint = 4000');
  connection.exec('pragma cache_size = -65536');
  await migrate(connection);
  if (maxPages !== undefined) connection.exec(`pragma max_page_count = ${maxPages}`);
  const statements = new StatementCache(connection);
  const messageIds = createMessageIdSource({ node, last: lastMessageId(statements) });
  return {
    context: { connection, statements, messageIds },
    close() {
      checkpoint(connection);
      connection.close();
      lock.release();
    },
  };
}

/** Tidies up for whoever copies the folder. On a full disk it can't; the log holds everything until the next start. */
function checkpoint(connection: SqliteConnection): void {
  try {
    connection.exec('pragma wal_checkpoint(truncate)');
  } catch (error) {
    if (describeFailure(error).kind !== 'refused') throw error;
  }
}

async function migrate(connection: SqliteConnection): Promise<void> {
  const statements = new StatementCache(connection);
  const db = createKysely({
    run: async ({ sql, parameters }) => {
      const statement = statements.prepare(sql);
      if (statement.givesRows) return { rows: statement.all(...parameters), changes: 0, lastRowId: 0 };
      return { rows: [], ...statement.run(...parameters) };
    },
    transaction: { exec: async (sql) => connection.exec(sql) },
  });
  const provider = { getMigrations: async () => migrations };
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'unknown';
  throw new Error(`migration ${failed} failed; the data is as it was before it`, { cause: error });
}

/** Rows are appended in the order of their ids, so the last row of a table has its highest, unless it was removed. */
function lastMessageId(statements: StatementCache): number {
  const row = statements.prepare(LAST_IDS).get();
  return Math.max(Number(row?.shared ?? 0), Number(row?.personal ?? 0), Number(row?.removed ?? 0));
}

const LAST_IDS = `select (select mid from messages order by rowid desc limit 1) as shared,
  (select mid from personal_metas order by rowid desc limit 1) as personal,
  (select last from id_counters where name = 'message') as removed`;
