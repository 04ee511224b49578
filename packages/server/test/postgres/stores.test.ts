import { startPostgres, type TestPostgres } from '@warbler/test-kit/postgres';
import { afterAll, beforeAll } from 'vitest';
import { describeDevices } from '../suites/device-suite.ts';
import { describeMessageLog } from '../suites/message-log-suite.ts';
import { openPostgresStores } from '../suites/open-stores.ts';
import { describeSharedWork } from '../suites/shared-work-suite.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres({ isSynced: false });
});
afterAll(() => postgres.stop());

const open = async () => openPostgresStores(await postgres.createDatabase());

describeMessageLog('PostgreSQL', open);
describeDevices('PostgreSQL', open);
describeSharedWork('PostgreSQL', async () => {
  const database = await postgres.createDatabase();
  return [await openPostgresStores(database), await openPostgresStores(database)];
});
