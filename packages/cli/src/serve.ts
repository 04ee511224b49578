import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createServer, readConfig, type ServerConfig, type ServerPorts } from '@warbler/server';
import { bannerOf } from './banner.ts';
import { explainFailure } from './explain-failure.ts';
import { onStopSignal } from './stop-signal.ts';

/** How `warbler serve` was called. */
export interface ServeOptions {
  /** Values of flags by setting key. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  /** One JSON line instead of the banner. */
  readonly isJson: boolean;
  /** In the place of the real thing, for tests. */
  readonly ports?: ServerPorts;
}

/** Starts the cloud, says where it is, and stops it on SIGINT or SIGTERM. Ends the process when it cannot start. */
export async function serve(options: ServeOptions): Promise<void> {
  let config: ServerConfig | undefined;
  try {
    config = configFor(options);
    await run(config, options);
  } catch (error) {
    process.stderr.write(`${explainFailure(error, config)}\n`);
    process.exit(1);
  }
}

async function run(config: ServerConfig, { isJson, ports }: ServeOptions): Promise<void> {
  const starting = createServer(config, ports);
  const { stopMs, drainMs } = config.limits;
  // One that is alone has nowhere to send its clients.
  const deadlineMs = config.natsUrl === undefined ? stopMs : stopMs + drainMs;
  onStopSignal({ stop: async () => (await starting).stop(), deadlineMs });
  const { url, start } = await starting;
  if (isJson) {
    const { appId, adminToken, consolePassword, users } = start;
    process.stdout.write(`${JSON.stringify({ ready: true, url, appId, adminToken, consolePassword, users })}\n`);
  } else {
    process.stdout.write(bannerOf({ url, dataDir: resolve(config.dataDir), ...start }));
  }
}

function configFor({ flags, isJson }: ServeOptions): ServerConfig {
  return readConfig({
    flags,
    environment: process.env,
    fallbacks: { logLevel: isJson ? undefined : 'warn', webRoot: builtWebPage() },
  });
}

/** The web page that this repository builds, when it is built. */
function builtWebPage(): string | undefined {
  const folder = join(import.meta.dirname, '../../../apps/web/dist');
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}
