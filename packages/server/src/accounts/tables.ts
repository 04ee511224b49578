import type { AppId, UserId } from '@warbler/protocol';
import type { Generated } from 'kysely';
import type { AccountStatus } from './account.ts';

/** Tables of the accounts capability. Times are milliseconds since 1970, booleans 0 or 1. */
export interface AccountTables {
  readonly users: UsersTable;
  readonly user_settings: UserSettingsTable;
  readonly id_counters: IdCountersTable;
  readonly revoked_tokens: RevokedTokensTable;
  readonly one_time_passwords: OneTimePasswordsTable;
}

interface UsersTable {
  readonly app_id: AppId;
  readonly user_id: UserId;
  readonly username: string;
  /** The folded user name, which decides uniqueness. */
  readonly username_key: string;
  readonly password_hash: string;
  readonly token_version: number;
  /** The one older token that still counts: whoever changed the password keeps theirs. */
  readonly kept_token_id: string | null;
  readonly status: AccountStatus;
  readonly nick_name: string;
  readonly avatar: string;
  readonly description: string;
  readonly public_info: string;
  readonly private_info: string;
  /** Unique within the app. */
  readonly mobile: string | null;
  /** In small letters; unique within the app. */
  readonly email: string | null;
  readonly created_at: number;
}

/** A user without a row has every setting at its default. */
interface UserSettingsTable {
  readonly app_id: AppId;
  readonly user_id: UserId;
  readonly auth_mode: Generated<number>;
  readonly auth_question: Generated<string>;
  readonly auth_answer: Generated<string>;
  readonly auto_download: Generated<number>;
  readonly group_confirm: Generated<number>;
  readonly no_push: Generated<number>;
  readonly no_push_detail: Generated<number>;
  readonly no_push_start_hour: Generated<number>;
  readonly no_push_end_hour: Generated<number>;
  readonly no_sounds: Generated<number>;
  readonly push_nick_name: Generated<string>;
  readonly push_token: Generated<string>;
  readonly silence_start_time: Generated<number>;
  readonly silence_end_time: Generated<number>;
  readonly vibratory: Generated<number>;
  readonly push_badge: Generated<number>;
}

interface IdCountersTable {
  readonly name: string;
  readonly last: number;
}

/** User tokens that were ended one by one; kept until they would have expired. */
interface RevokedTokensTable {
  readonly app_id: AppId;
  readonly user_id: UserId;
  readonly token_id: string;
  readonly expires_at: number;
}

/** Passwords that count once, by their hash, while the user's token version is this one. */
interface OneTimePasswordsTable {
  readonly app_id: AppId;
  readonly user_id: UserId;
  readonly password_hash: string;
  readonly token_version: number;
  readonly expires_at: number;
}
