import { hostname } from 'node:os';
import type { ServerConfig } from './config/index.ts';
import { procedureAccess } from './procedure-access.ts';
import type { Procedures } from './procedures.ts';
import {
  type CommitReport,
  joinStorageThreads,
  SqliteBinding,
  type StorageEngine,
  type StorageThread,
  startStorageThread,
} from './storage/index.ts';

/** What may be put in place of the usual, and who is told. */
export interface StorageOptions {
  readonly sqliteBinding?: SqliteBinding;
  /** Pages the database file may have; for tests of a full disk. */
  readonly maxDatabasePages?: number;
  readonly onCommit?: (report: CommitReport) => void;
  /** A thread died: nothing can be stored any more. */
  readonly onLost?: (error: Error) => void;
}

/**
 * Opens the data of a server: the folder, or PostgreSQL where `databaseUrl` names one.
 *
 * @throws ImError `dataFolderInUse`, `storageUnavailable`
 */
export async function startStorage(
  config: ServerConfig,
  options: StorageOptions = {},
): Promise<StorageThread<Procedures>> {
  const { sqliteBinding = SqliteBinding.betterSqlite3, maxDatabasePages, ...listeners } = options;
  const start = (engine: StorageEngine) =>
    startStorageThread<Procedures>({
      entry: new URL('./storage-thread-entry.ts', import.meta.url),
      engine,
      queueMax: config.limits.storageQueue,
      ...listeners,
    });
  if (config.databaseUrl !== undefined) return startPostgres(config, config.databaseUrl, start);
  return start({
    kind: 'sqlite',
    folder: config.dataDir,
    binding: sqliteBinding,
    node: 0,
    ...(maxDatabasePages === undefined ? {} : { maxPages: maxDatabasePages }),
  });
}

type Start = (engine: StorageEngine) => Promise<StorageThread<Procedures>>;

/** One thread that writes, and as many that read as the server is to have connections besides. */
async function startPostgres({ limits }: ServerConfig, url: string, start: Start): Promise<StorageThread<Procedures>> {
  const engine = (role: string): StorageEngine => ({
    kind: 'postgres',
    connection: {
      url,
      connectMs: limits.databaseConnectMs,
      statementMs: limits.databaseStatementMs,
      idleInTransactionMs: limits.databaseIdleMs,
      name: `warbler ${role} ${process.pid}@${hostname()}`,
    },
    reconnectMs: limits.databaseReconnectMs,
    isReadOnly: role !== 'writer',
  });
  // The writer first: it migrates.
  const threads = [await start(engine('writer'))];
  try {
    while (threads.length <= limits.databaseReaders) threads.push(await start(engine(`reader ${threads.length}`)));
  } catch (error) {
    for (const thread of threads) await thread.stop();
    throw error;
  }
  const [writer, ...readers] = threads;
  return joinStorageThreads(writer as StorageThread<Procedures>, readers, procedureAccess);
}
