import { type Kysely, sql } from 'kysely';

/**
 * Friend applications, and blocks that leave the relation behind them as it was. Times are milliseconds.
 *
 * `friend_applications.told_mid` is the id of the notice that told of the application: it orders them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table friend_applications (
    app_id text not null,
    to_id integer not null,
    from_id integer not null,
    reason text not null,
    alias text not null,
    status integer not null,
    expires_at integer not null,
    told_mid integer not null,
    primary key (app_id, to_id, from_id)
  ) without rowid`,
  'create index friend_applications_by_age on friend_applications (app_id, to_id, told_mid)',
  'alter table roster add column is_blocked integer not null default 0',
  'update roster set relation = 2, is_blocked = 1 where relation = 3',
  'create index roster_by_state on roster (app_id, user_id, is_blocked, relation, roster_id)',
  'alter table users add column mobile text',
  'create unique index users_by_mobile on users (app_id, mobile) where mobile is not null',
] as const;
