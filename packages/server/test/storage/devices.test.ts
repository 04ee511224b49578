import { SqliteBinding } from '../../src/storage/index.ts';
import { describeDevices } from '../suites/device-suite.ts';
import { openStores } from '../suites/open-stores.ts';

for (const binding of Object.values(SqliteBinding)) describeDevices(binding, () => openStores({ binding }));
