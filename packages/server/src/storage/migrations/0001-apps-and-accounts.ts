import { type Kysely, sql } from 'kysely';

/**
 * Apps, their users with settings, friends, and the people who may open the console.
 *
 * `users.username_key` is the folded user name that decides uniqueness. `id_counters` hands out user and group
 * numbers over the whole server, so that an id is never met twice, whatever the app.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table apps (
    app_id text not null primary key,
    name text not null,
    status text not null,
    is_registration_open integer not null,
    token_secret text not null,
    admin_token_version integer not null default 0,
    created_at integer not null
  ) without rowid`,
  `create table id_counters (
    name text not null primary key,
    last integer not null
  ) without rowid`,
  `insert into id_counters (name, last) values ('user', 0), ('group', 0)`,
  `create table users (
    app_id text not null,
    user_id integer not null,
    username text not null,
    username_key text not null,
    password_hash text not null,
    token_version integer not null default 0,
    kept_token_id text,
    status text not null,
    nick_name text not null default '',
    avatar text not null default '',
    description text not null default '',
    public_info text not null default '',
    private_info text not null default '',
    created_at integer not null,
    primary key (app_id, user_id),
    unique (app_id, username_key)
  ) without rowid`,
  `create table user_settings (
    app_id text not null,
    user_id integer not null,
    auth_mode integer not null default 0,
    auth_question text not null default '',
    auth_answer text not null default '',
    auto_download integer not null default 0,
    group_confirm integer not null default 0,
    no_push integer not null default 0,
    no_push_detail integer not null default 0,
    no_push_start_hour integer not null default 0,
    no_push_end_hour integer not null default 0,
    no_sounds integer not null default 0,
    push_nick_name text not null default '',
    push_token text not null default '',
    silence_start_time integer not null default 0,
    silence_end_time integer not null default 0,
    vibratory integer not null default 0,
    primary key (app_id, user_id)
  ) without rowid`,
  `create table roster (
    app_id text not null,
    user_id integer not null,
    roster_id integer not null,
    relation integer not null,
    alias text not null default '',
    ext text not null default '',
    mute_notification integer not null default 0,
    created_at integer not null,
    primary key (app_id, user_id, roster_id)
  ) without rowid`,
  `create table console_admins (
    username text not null primary key,
    password_hash text not null,
    created_at integer not null
  ) without rowid`,
] as const;
