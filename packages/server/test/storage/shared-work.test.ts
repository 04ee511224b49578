import { SqliteBinding } from '../../src/storage/index.ts';
import { openStores } from '../suites/open-stores.ts';
import { describeSharedWork } from '../suites/shared-work-suite.ts';

describeSharedWork('SQLite', async () => {
  const stores = await openStores({ binding: SqliteBinding.betterSqlite3 });
  return [stores, stores];
});
