import type { Migration } from 'kysely/migration';
import * as appsAndAccounts from './0001-apps-and-accounts.ts';
import * as devicesAndMessages from './0002-devices-and-messages.ts';
import * as groupsAndOperations from './0003-groups-and-operations.ts';
import * as groups from './0005-groups.ts';
import * as roster from './0006-roster.ts';
import * as groupRecords from './0007-group-records.ts';
import * as devicesAndPins from './0008-devices-and-pins.ts';
import * as appSettings from './0009-app-settings.ts';
import * as personalStreams from './0010-personal-streams.ts';
import * as files from './0011-files.ts';
import * as codes from './0012-codes.ts';
import * as users from './0013-users.ts';
import * as backends from './0014-backends.ts';
import * as apps from './0015-apps.ts';
import * as provenMobiles from './0016-proven-mobiles.ts';
import * as manyNodes from './0017-many-nodes.ts';
import * as deviceNodes from './0018-device-nodes.ts';
import * as leasesAndOutbox from './0019-leases-and-outbox.ts';

/** Every change of the database's shape since the first one, applied in the order of the names, once each. */
export const migrations: Record<string, Migration> = {
  '0001-apps-and-accounts': appsAndAccounts,
  '0002-devices-and-messages': devicesAndMessages,
  '0003-groups-and-operations': groupsAndOperations,
  '0005-groups': groups,
  '0006-roster': roster,
  '0007-group-records': groupRecords,
  '0008-devices-and-pins': devicesAndPins,
  '0009-app-settings': appSettings,
  '0010-personal-streams': personalStreams,
  '0011-files': files,
  '0012-codes': codes,
  '0013-users': users,
  '0014-backends': backends,
  '0015-apps': apps,
  '0016-proven-mobiles': provenMobiles,
  '0017-many-nodes': manyNodes,
  '0018-device-nodes': deviceNodes,
  '0019-leases-and-outbox': leasesAndOutbox,
};
