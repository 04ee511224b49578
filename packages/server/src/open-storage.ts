import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { ServerConfig } from './config/index.ts';
import { procedureAccess } from './procedure-access.ts';
import type { Procedures } from './procedures.ts';
import type { ServerPorts } from './server-ports.ts';
import type { Metrics } from './stats/index.ts';
import {
  joinStorageThreads,
  SqliteBinding,
  type StorageEngine,
  type StorageThread,
  startStorageThread,
} from './storage/index.ts';

/** The storage of a server. */
export type Storage = StorageThread<Procedures>;

type Start = (engine: StorageEngine) => Promise<Storage>;

/**
 * Opens the data of a server: the folder, or PostgreSQL where `databaseUrl` names one.
 *
 * @throws ImError `dataFolderInUse`, `storageUnavailable`
 */
export async function openStorage(
  config: Pick<ServerConfig, 'dataDir' | 'databaseUrl' | 'limits'>,
  { node = 0, sqliteBinding, maxDatabasePages, onFatal = () => process.exit(1) }: ServerPorts = {},
  { logger, metrics }: { readonly logger?: Logger; readonly metrics?: Metrics } = {},
): Promise<Storage> {
  const start: Start = (engine) =>
    startStorageThread<Procedures>({
      entry: new URL('./storage-thread-entry.ts', import.meta.url),
      engine,
      queueMax: config.limits.storageQueue,
      waitMaxMs: config.limits.storageWaitMs,
      onCommit: ({ size, durationMs }) => metrics?.committed(size, durationMs),
      onLost(error) {
        logger?.fatal({ err: error }, 'the storage thread died; nothing can be stored any more');
        onFatal(error);
      },
    });
  const sqlite: StorageEngine = {
    kind: 'sqlite',
    folder: config.dataDir,
    binding: sqliteBinding ?? SqliteBinding.betterSqlite3,
    node,
    ...(maxDatabasePages === undefined ? {} : { maxPages: maxDatabasePages }),
  };
  const { databaseUrl, limits } = config;
  const storage = await (databaseUrl === undefined ? start(sqlite) : startPostgres(limits, databaseUrl, start));
  metrics?.storageWaiting(() => storage.waitingCount);
  return storage;
}

/** One thread that writes, and as many that read as the server is to have connections besides. */
async function startPostgres(limits: ServerConfig['limits'], url: string, start: Start): Promise<Storage> {
  const server = randomUUID();
  const engine = (role: string): StorageEngine => ({
    kind: 'postgres',
    connection: {
      url,
      connectMs: limits.databaseConnectMs,
      statementMs: limits.databaseStatementMs,
      idleInTransactionMs: limits.databaseIdleMs,
      name: `warbler ${role} ${server}`,
    },
    reconnectMs: limits.databaseReconnectMs,
    isReadOnly: role !== 'writer',
  });
  // The writer first: it migrates.
  const writer = await start(engine('writer'));
  const readers: Storage[] = [];
  try {
    while (readers.length < limits.databaseReaders) readers.push(await start(engine(`reader ${readers.length + 1}`)));
  } catch (error) {
    for (const thread of [writer, ...readers]) await thread.stop();
    throw error;
  }
  return joinStorageThreads(writer, readers, procedureAccess);
}
