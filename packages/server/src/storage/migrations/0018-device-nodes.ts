import { type Kysely, sql } from 'kysely';

/** Devices know the node that they are online at, and count their logins. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'alter table devices add column online_node integer',
  'alter table devices add column login integer not null default 0',
  'create index devices_online on devices (online_node) where online_node is not null',
] as const;
