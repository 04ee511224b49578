import { type Kysely, sql } from 'kysely';

/** What groups keep beside their members. Ids of records come from one counter, so that they grow. */
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
  'alter table conversations add column has_read_receipts integer not null default 0',
  `update conversations set has_read_receipts = 1 where low_id = high_id and exists (
    select 1 from groups g where g.app_id = conversations.app_id and g.group_id = conversations.low_id and g.read_ack = 1)`,
  // 1: public, 0: not dissolved.
  'create index public_groups on groups (app_id, group_id) where type = 1 and status = 0',
] as const;
