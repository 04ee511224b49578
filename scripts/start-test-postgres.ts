import { startPostgres } from '@warbler/test-kit/postgres';

/** Of the tests that run on PostgreSQL: starts one for all of them, unless `WARBLER_TEST_PG` names one that is there. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.WARBLER_TEST_PG !== undefined) return undefined;
  const postgres = await startPostgres();
  process.env.WARBLER_TEST_PG = postgres.url;
  return () => postgres.stop();
}
