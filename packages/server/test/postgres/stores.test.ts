import { startPostgres, type TestPostgres } from '@warbler/test-kit/postgres';
import { afterAll, beforeAll } from 'vitest';
import { describeDevices } from '../suites/device-suite.ts';
import { describeMessageLog } from '../suites/message-log-suite.ts';
import { openPostgresStores } from '../suites/open-stores.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const open = async () => openPostgresStores(await postgres.createDatabase());

describeMessageLog('PostgreSQL', open);
describeDevices('PostgreSQL', open);
