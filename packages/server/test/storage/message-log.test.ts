import { SqliteBinding } from '../../src/storage/index.ts';
import { describeMessageLog } from '../suites/message-log-suite.ts';
import { openStores } from '../suites/open-stores.ts';

for (const binding of Object.values(SqliteBinding)) describeMessageLog(binding, () => openStores({ binding }));
