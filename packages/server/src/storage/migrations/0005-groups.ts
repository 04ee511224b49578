import { type Kysely, sql } from 'kysely';

/** Groups, their members, and who asked to come in or is kept out. Times are milliseconds, -1 means for ever. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table groups (
    app_id text not null,
    group_id integer not null,
    type integer not null,
    status integer not null default 0,
    owner_id integer not null,
    name text not null,
    avatar text not null,
    description text not null,
    ext text not null default '',
    apply_approval integer not null default 1,
    member_invite integer not null default 1,
    member_modify integer not null default 0,
    read_ack integer not null default 0,
    history_visible integer not null default 0,
    hide_member_info integer not null default 0,
    banned_until integer not null default 0,
    member_count integer not null default 0,
    created_at integer not null,
    updated_at integer not null,
    primary key (app_id, group_id)
  ) without rowid`,
  'create index groups_of_owner on groups (app_id, owner_id)',
  `create table group_members (
    app_id text not null,
    group_id integer not null,
    user_id integer not null,
    role integer not null default 0,
    display_name text not null default '',
    joined_at integer not null,
    banned_until integer not null default 0,
    mute_mode integer not null default 0,
    push_mode integer not null default 0,
    primary key (app_id, group_id, user_id)
  ) without rowid`,
  'create index groups_of_member on group_members (app_id, user_id, group_id)',
  `create table group_kicks (
    app_id text not null,
    group_id integer not null,
    user_id integer not null,
    count integer not null,
    primary key (app_id, group_id, user_id)
  ) without rowid`,
  `create table group_blocks (
    app_id text not null,
    group_id integer not null,
    user_id integer not null,
    primary key (app_id, group_id, user_id)
  ) without rowid`,
  `create table group_requests (
    app_id text not null,
    group_id integer not null,
    user_id integer not null,
    inviter_id integer not null,
    reason text not null,
    status integer not null,
    expires_at integer not null,
    primary key (app_id, group_id, user_id, inviter_id)
  ) without rowid`,
  'create index group_requests_of_user on group_requests (app_id, user_id, group_id)',
] as const;
