import { type Kysely, sql } from 'kysely';

/**
 * E-mail addresses, push settings of users, and deleted users whose traces are still being erased.
 *
 * A push token is an address that pushes can be sent to; one device of a user has one, and one without a device (an
 * empty `device_guid`) is the user's own. `erasures` has a row per deleted user until everything of them is gone, so that
 * a server that was killed meanwhile goes on. The indexes find what a user left with others.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'alter table users add column email text',
  'create unique index users_by_email on users (app_id, email) where email is not null',
  // Holds all that the list of users shows, so that far pages are found without reading the users before them.
  "create index users_listed on users (app_id, user_id, username, status) where status <> 'deleted'",
  'alter table user_settings add column push_badge integer not null default 0',
  `create table push_tokens (
    app_id text not null,
    push_token text not null,
    user_id integer not null,
    device_guid text not null,
    created_at integer not null,
    primary key (app_id, push_token),
    unique (app_id, user_id, device_guid)
  ) without rowid`,
  `insert into push_tokens select app_id, push_token, user_id, '', 0 from user_settings where push_token <> ''
    on conflict do nothing`,
  `create table push_aliases (
    app_id text not null,
    alias text not null,
    user_id integer not null,
    push_token text not null,
    primary key (app_id, alias),
    unique (app_id, user_id)
  ) without rowid`,
  `create table push_tags (
    app_id text not null,
    user_id integer not null,
    tag text not null,
    primary key (app_id, user_id, tag)
  ) without rowid`,
  'create index users_of_push_tag on push_tags (app_id, tag, user_id)',
  `create table erasures (
    app_id text not null,
    user_id integer not null,
    since integer not null,
    primary key (app_id, user_id)
  ) without rowid`,
  'create index friend_applications_of on friend_applications (app_id, from_id)',
  'create index group_invitations_by on group_requests (app_id, inviter_id) where inviter_id > 0',
  'create index files_of_owner on files (app_id, owner_id, to_id)',
] as const;
