import type { Logger } from 'pino';
import type { ServerConfig } from './config/index.ts';
import type { Procedures } from './procedures.ts';
import type { ServerPorts } from './server-ports.ts';
import type { Metrics } from './stats/index.ts';
import { SqliteBinding, type StorageThread, startStorageThread } from './storage/index.ts';

/** The storage of a server. */
export type Storage = StorageThread<Procedures>;

/** Starts the storage thread over the data folder. @throws ImError `dataFolderInUse` */
export async function openStorage(
  config: Pick<ServerConfig, 'dataDir' | 'limits'>,
  { node = 0, sqliteBinding, maxDatabasePages, onFatal = () => process.exit(1) }: ServerPorts,
  { logger, metrics }: { readonly logger?: Logger; readonly metrics?: Metrics } = {},
): Promise<Storage> {
  const storage = await startStorageThread<Procedures>({
    entry: new URL('./storage-thread-entry.ts', import.meta.url),
    folder: config.dataDir,
    binding: sqliteBinding ?? SqliteBinding.betterSqlite3,
    node,
    queueMax: config.limits.storageQueue,
    ...(maxDatabasePages === undefined ? {} : { maxPages: maxDatabasePages }),
    onCommit: ({ size, durationMs }) => metrics?.committed(size, durationMs),
    onLost(error) {
      logger?.fatal({ err: error }, 'the storage thread died; nothing can be stored any more');
      onFatal(error);
    },
  });
  metrics?.storageWaiting(() => storage.waitingCount);
  return storage;
}
