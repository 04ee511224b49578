import { type Kysely, sql } from 'kysely';

/** What nodes share work by: who is at a job, and work that waits for whoever is free. Times are seconds of the database. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table job_leases (
    name text not null primary key,
    holder text not null,
    expires_at integer not null
  ) without rowid`,
  `create table outbox (
    work_id integer primary key,
    queue text not null,
    body text not null,
    attempts integer not null default 0,
    holder text not null default '',
    free_at integer not null default 0
  )`,
  'create index outbox_to_take on outbox (queue, free_at, work_id)',
] as const;
