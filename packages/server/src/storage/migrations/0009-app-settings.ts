import { type Kysely, sql } from 'kysely';

/** What an app decides for its users; a recall window of null is the server's own. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'alter table apps add column accepts_strangers integer not null default 1',
  'alter table apps add column hides_member_info integer not null default 0',
  'alter table apps add column recall_window integer',
] as const;
