import { type Kysely, sql } from 'kysely';

/**
 * What groups keep beside their members. Ids of records come from one counter, so that they grow; requests get one with
 * each opening, which orders their lists. `group_counts` spares counting the groups of an app; the partial indexes are for
 * lists of few among many.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `insert into id_counters (name, last) values ('group_record', 0)`,
  `create table group_announcements (
    app_id text not null,
    group_id integer not null,
    announcement_id integer not null,
    author_id integer not null,
    title text not null,
    content text not null,
    created_at integer not null,
    primary key (app_id, group_id, announcement_id)
  ) without rowid`,
  `create table group_files (
    app_id text not null,
    group_id integer not null,
    file_id integer not null,
    uploader_id integer not null,
    name text not null,
    size integer not null,
    type text not null,
    url text not null,
    created_at integer not null,
    updated_at integer not null,
    primary key (app_id, group_id, file_id)
  ) without rowid`,
  'alter table groups add column mention_all_admins_only integer not null default 0',
  'alter table conversations add column has_read_receipts integer not null default 0',
  `update conversations set has_read_receipts = 1 where low_id = high_id and exists (
    select 1 from groups g where g.app_id = conversations.app_id and g.group_id = conversations.low_id and g.read_ack = 1)`,
  'alter table group_blocks add column created_at integer not null default 0',
  'update group_blocks set created_at = unixepoch() * 1000',
  'alter table group_requests add column request_id integer not null default 0',
  'alter table group_requests add column updated_at integer not null default 0',
  `update group_requests as r set request_id = n.number, updated_at = unixepoch() * 1000 from (
      select app_id, group_id, user_id, inviter_id,
        row_number() over (order by expires_at, app_id, group_id, user_id, inviter_id) as number
      from group_requests) n
    where n.app_id = r.app_id and n.group_id = r.group_id and n.user_id = r.user_id and n.inviter_id = r.inviter_id`,
  `update id_counters set last = (select count(*) from group_requests) where name = 'group_record'`,
  `create table group_counts (
    app_id text not null primary key,
    living integer not null
  ) without rowid`,
  'insert into group_counts (app_id, living) select app_id, count(*) from groups where status = 0 group by app_id',
  'drop index group_requests_of_user',
  'create index applications_to_group on group_requests (app_id, group_id, request_id) where inviter_id = 0',
  'create index invitations_of_user on group_requests (app_id, user_id, request_id) where inviter_id > 0',
  'create index admins_of_group on group_members (app_id, group_id, user_id) where role > 0',
  'create index banned_members on group_members (app_id, group_id, user_id) where banned_until <> 0',
  // 1: public, 0: not dissolved.
  'create index public_groups on groups (app_id, group_id) where type = 1 and status = 0',
] as const;
