import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type PartialConfig, type ServerPorts } from '@warbler/server';
import { type Cloud, cloudOf } from './cloud.ts';
import { databaseOfTests } from './start-postgres.ts';

/** What a test sets: parts of the configuration, and ports such as the clock. */
export interface CloudOptions extends PartialConfig {
  readonly ports?: ServerPorts;
}

/** Starts a cloud for a test. Silent unless it is asked to log. */
export async function startCloud({ ports, ...config }: CloudOptions = {}): Promise<Cloud> {
  const dataDir = config.dataDir ?? (await mkdtemp(join(tmpdir(), 'warbler-')));
  const databaseUrl = await databaseOfTests();
  const complete = { logLevel: 'silent', databaseUrl, ...config, dataDir };
  return cloudOf({
    dataDir,
    start: (port = config.port ?? 0) => createServer({ ...complete, port }, ports),
    async removeData() {
      if (config.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  });
}
