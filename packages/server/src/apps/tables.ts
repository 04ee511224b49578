import type { AppId } from '@warbler/protocol';
import type { AppStatus } from './app.ts';

/** Tables of the apps capability. */
export interface AppTables {
  readonly apps: AppsTable;
  readonly admin_tokens: AdminTokensTable;
}

/** One row per app (tenant). Times are milliseconds since 1970. */
interface AppsTable {
  readonly app_id: AppId;
  readonly name: string;
  readonly status: AppStatus;
  /** A JSON object of the settings that were decided, by their names on the wire. */
  readonly settings: string;
  readonly token_secret: string;
  readonly admin_token_version: number;
  readonly created_at: number;
}

/** The admin tokens that count. */
interface AdminTokensTable {
  readonly app_id: AppId;
  readonly token_id: string;
  readonly name: string;
  readonly created_at: number;
  /** Empty: never. */
  readonly last_used_day: string;
}
