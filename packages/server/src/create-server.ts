import { pino } from 'pino';
import { systemClock } from './clock.ts';
import { type PartialConfig, resolveConfig } from './config/index.ts';
import { giveBackMemorySoon } from './give-back-memory.ts';
import { openStorage, type Storage } from './open-storage.ts';
import type { RunningServer, ServerPorts } from './server-ports.ts';
import { createMetrics } from './stats/index.ts';

/**
 * The whole cloud in this process: REST, sockets, storage, web page, on one port over one folder.
 *
 * @throws ImError `invalidParameter` for a bad setting, `dataFolderInUse` when another server has the folder,
 *   `portInUse` when the port is taken
 */
export async function createServer(partial: PartialConfig = {}, ports: ServerPorts = {}): Promise<RunningServer> {
  const config = resolveConfig(partial);
  const logger = ports.logger ?? pino({ level: config.logLevel }, pino.destination(2));
  const metrics = createMetrics();
  // A storage that came as a port belongs to whoever opened it.
  const opening = ports.storage === undefined ? openStorage(config, ports, { logger, metrics }) : undefined;
  // While the storage thread starts, this one loads the server.
  const loading = import('./compose-server.ts');
  const own = await opening;
  try {
    const { composeServer } = await loading;
    const server = await composeServer(config, ports, {
      logger,
      metrics,
      storage: ports.storage ?? (own as Storage),
      isStorageShared: ports.storage !== undefined || config.databaseUrl !== undefined,
      clock: ports.clock ?? systemClock,
    });
    giveBackMemorySoon();
    return {
      ...server,
      async stop() {
        await server.stop();
        await own?.stop();
      },
    };
  } catch (error) {
    await own?.stop();
    throw error;
  }
}
