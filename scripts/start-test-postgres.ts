import { startPostgres, type TestPostgres } from '@warbler/test-kit/postgres';

let postgres: TestPostgres | undefined;

/** For the tests that run on PostgreSQL: starts one for all of them, unless `WARBLER_TEST_PG` names one that is there. */
export async function setup(): Promise<void> {
  if (process.env.WARBLER_TEST_PG !== undefined) return;
  postgres = await startPostgres({ isSynced: false });
  process.env.WARBLER_TEST_PG = postgres.url;
}

export async function teardown(): Promise<void> {
  await postgres?.stop();
}
