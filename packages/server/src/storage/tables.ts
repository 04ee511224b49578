import type { AccountTables } from '../accounts/tables.ts';
import type { AppTables } from '../apps/tables.ts';
import type { ConsoleTables } from '../console/tables.ts';
import type { DeviceTables } from '../devices/tables.ts';
import type { PushSendingTables } from '../push-sending/tables.ts';
import type { RosterTables } from '../roster/tables.ts';
import type { SupportTables } from '../support/tables.ts';

/** Every relational table, as rows; each capability describes its own. The message log is not among them: it has SQL of its own. */
export interface Tables
  extends AppTables,
    AccountTables,
    RosterTables,
    DeviceTables,
    ConsoleTables,
    PushSendingTables,
    SupportTables {}
