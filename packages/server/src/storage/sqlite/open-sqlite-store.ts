import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeFailure } from '../failure.ts';
import { createMessageIdSource } from '../message-id-source.ts';
import { LATEST_MIGRATION } from '../migrations/latest.ts';
import type { OpenStore } from '../open-store.ts';
import type { SqlConnection } from '../sql-connection.ts';
import { StatementCache } from '../statement-cache.ts';
import { lockFolder } from './folder-lock.ts';
import { openSqlite, type SqliteBinding } from './sqlite-driver.ts';

/** A data folder, and how it is opened. */
export interface OpenSqliteOptions {
  readonly folder: string;
  readonly binding: SqliteBinding;
  /** Node number in message ids, 0 to 30. */
  readonly node: number;
  /** Pages the database file may have; for tests of a full disk. */
  readonly maxPages?: number;
}

/** A group of all that may be under way would have the other threads wait for it, then it for them: 5 % fewer sends. */
const REQUESTS_MAX = 512;

/** The system's file cache is read in place, as much of the file as the binding can map (2 GB). */
const MAPPED_BYTES_MAX = 2 ** 40;

/**
 * Opens the database of a data folder on this thread, creating and migrating it as needed.
 *
 * Commits are durable when they return: WAL with `synchronous=FULL` (ADR 3).
 *
 * @throws ImError `dataFolderInUse` when another server has the folder
 */
export async function openSqliteStore({ folder, binding, node, maxPages }: OpenSqliteOptions): Promise<OpenStore> {
  // It holds password hashes and token secrets: for its owner only.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder, binding);
  const connection = openSqlite(join(folder, 'warbler.db'), binding);
  connection.exec('pragma journal_mode = wal');
  connection.exec('pragma synchronous = full');
  connection.exec('pragma foreign_keys = on');
  connection.exec('pragma wal_autocheckpoint = 4000');
  connection.exec('pragma cache_size = -65536');
  connection.exec(`pragma mmap_size = ${MAPPED_BYTES_MAX}`);
  if (!isMigrated(connection)) await (await import('../migrate.ts')).migrate(connection);
  if (maxPages !== undefined) connection.exec(`pragma max_page_count = ${maxPages}`);
  const statements = new StatementCache(connection);
  const messageIds = createMessageIdSource({ node, last: lastMessageId(statements) });
  return {
    isFar: false,
    node,
    context: { connection, statements, messageIds },
    transaction: {
      requestsMax: REQUESTS_MAX,
      begin: () => connection.exec('begin'),
      commit: () => connection.exec('commit'),
      rollBack: () => rollBack(connection),
      afterFailure: () => 'apart',
    },
    close() {
      checkpoint(connection);
      connection.close();
      lock.release();
    },
  };
}

/** So that only a start that has something to migrate loads what migrates: the query builder, on this thread as well. */
function isMigrated(connection: SqlConnection): boolean {
  const journal = connection.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get();
  if (journal === undefined) return false;
  const last = connection.prepare('select name from kysely_migration order by name desc limit 1').get();
  return last?.name === LATEST_MIGRATION;
}

/** A full disk makes SQLite roll back by itself; then there is nothing left to roll back, which is fine. */
function rollBack(connection: SqlConnection): void {
  try {
    connection.exec('rollback');
  } catch (error) {
    if (!/no transaction is active/.test(String(error))) throw error;
  }
}

/** Tidies up for whoever copies the folder. On a full disk it can't; the log holds everything until the next start. */
function checkpoint(connection: SqlConnection): void {
  try {
    connection.exec('pragma wal_checkpoint(truncate)');
  } catch (error) {
    if (describeFailure(error).kind !== 'refused') throw error;
  }
}

/** Rows are appended in the order of their ids, so the last row of a table has its highest, unless it was removed. */
function lastMessageId(statements: StatementCache): number {
  const row = statements.prepare(LAST_IDS).get();
  return Math.max(Number(row?.shared ?? 0), Number(row?.personal ?? 0), Number(row?.removed ?? 0));
}

const LAST_IDS = `select (select mid from messages order by rowid desc limit 1) as shared,
  (select mid from personal_metas order by rowid desc limit 1) as personal,
  (select last from id_counters where name = 'message') as removed`;
