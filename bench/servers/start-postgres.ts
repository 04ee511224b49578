import { createDatabaseOn, startPostgres as startTestPostgres } from '@warbler/test-kit/postgres';

/** A running PostgreSQL, as durable as it is by default. */
export interface Postgres {
  /** Makes a database, runs SQL in it, and gives its address. */
  createDatabase(sql?: string): Promise<URL>;
  /** The server and its processes for connections that are open now. */
  pids(): Promise<readonly number[]>;
  stop(): Promise<void>;
}

/** Starts PostgreSQL over a folder, for a benchmark that may be interrupted: it ends with this process. */
export async function startPostgres(folder: string): Promise<Postgres> {
  const postgres = await startTestPostgres({ folder, settings: ['max_connections=200'] });
  const [postmaster] = await postgres.processes();
  if (postmaster === undefined) throw new Error('PostgreSQL ended as soon as it had started');
  const killNow = () => process.kill(postmaster, 'SIGKILL');
  process.once('exit', killNow);
  return {
    createDatabase: async (sql) => new URL(await createDatabaseOn(postgres.url, sql)),
    pids: postgres.processes,
    async stop() {
      process.off('exit', killNow);
      await postgres.stop();
    },
  };
}
