import type { AppId } from '@warbler/protocol';
import type { Generated } from 'kysely';
import type { AppStatus } from './app.ts';

/** Tables of the apps capability. */
export interface AppTables {
  readonly apps: AppsTable;
}

/** One row per app (tenant). Times are milliseconds since 1970, booleans 0 or 1. */
interface AppsTable {
  readonly app_id: AppId;
  readonly name: string;
  readonly status: AppStatus;
  readonly is_registration_open: number;
  readonly is_anonymous_open: Generated<number>;
  readonly accepts_strangers: Generated<number>;
  readonly hides_member_info: Generated<number>;
  /** Null: as the server says. */
  readonly recall_window: number | null;
  readonly token_secret: string;
  readonly admin_token_version: number;
  readonly created_at: number;
}
