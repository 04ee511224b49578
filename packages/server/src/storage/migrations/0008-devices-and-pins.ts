import { type Kysely, sql } from 'kysely';

/**
 * Devices know the token they logged in with last, when they left (null while they are online), and where their pushes
 * go. Tokens can be ended one by one. Users pin conversations; leaving a group forgets its pin with everything else
 * that is kept of a member.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  "alter table devices add column token_id text not null default ''",
  'alter table devices add column token_expires_at integer not null default 0',
  'alter table devices add column left_at integer',
  "alter table devices add column device_token text not null default ''",
  "alter table devices add column notifier_name text not null default ''",
  "create index devices_of_device_token on devices (app_id, device_token) where device_token <> ''",
  `create table revoked_tokens (
    app_id text not null,
    user_id integer not null,
    token_id text not null,
    expires_at integer not null,
    primary key (app_id, user_id, token_id)
  ) without rowid`,
  'create index revoked_tokens_in_order on revoked_tokens (expires_at)',
  `create table pinned_conversations (
    user_id integer not null,
    conversation_id integer not null references conversations (id),
    pinned_at integer not null,
    primary key (user_id, conversation_id)
  ) without rowid`,
] as const;
