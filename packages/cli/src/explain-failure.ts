import { ImError } from '@warbler/protocol';
import type { ServerConfig } from '@warbler/server';

type Explain = (config: ServerConfig | undefined, error: NodeJS.ErrnoException) => string;

/** What an operator can do about the system errors of a start. */
const explanations: ReadonlyMap<string, Explain> = new Map<string, Explain>([
  [
    'EADDRINUSE',
    (config) =>
      `port ${config?.port} on ${config?.host} is in use; stop what holds it or choose another --port (0 lets the system choose)`,
  ],
  ['EADDRNOTAVAIL', (config) => `this machine has no address ${config?.host} to listen on; choose another --host`],
  ['ENOTFOUND', (config) => `the host name ${config?.host} is not known; choose another --host`],
  [
    'ENOSPC',
    (config) =>
      `the disk that holds the data folder ${config?.dataDir} is full; make room or choose another --data-dir`,
  ],
  ['ENOTDIR', (config) => `the data folder ${config?.dataDir} is not a folder; choose another --data-dir`],
  ['EEXIST', (config) => `the data folder ${config?.dataDir} is not a folder; choose another --data-dir`],
  ['EROFS', (config) => `the data folder ${config?.dataDir} is read-only; choose another --data-dir`],
  [
    'EPERM',
    (config) =>
      `the data folder ${config?.dataDir} may not be written by this user; change its owner or choose another --data-dir`,
  ],
  ['EACCES', explainAccess],
]);

/** One line that says why the server did not start and what to do. */
export function explainFailure(error: unknown, config?: ServerConfig): string {
  const chain = [...causesOf(error)];
  const told = chain.find((each) => each instanceof ImError && each.code !== 'internal');
  if (told !== undefined) return `warbler cannot start: ${told.message}`;
  for (const each of chain) {
    const explain = explanations.get(codeOf(each) ?? '');
    if (explain !== undefined) return `warbler cannot start: ${explain(config, each)}`;
  }
  return `warbler cannot start: ${chain.map((each) => each.stack ?? each.message).join('\ncaused by: ')}`;
}

function explainAccess(config: ServerConfig | undefined, error: NodeJS.ErrnoException): string {
  return error.syscall === 'listen'
    ? `port ${config?.port} may not be used by this user; choose a --port above 1023`
    : `the data folder ${config?.dataDir} may not be written by this user; change its owner or choose another --data-dir`;
}

function* causesOf(error: unknown): Generator<Error> {
  for (let each = error; each instanceof Error; each = each.cause) yield each;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
