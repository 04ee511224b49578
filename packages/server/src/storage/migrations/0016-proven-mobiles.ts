import { type Kysely, sql } from 'kysely';

/**
 * Which mobile numbers are known to be their user's: bound by a code that was sent there, or set by an admin. Those that
 * users only said may be taken over by whoever proves theirs. Until now all were bound by codes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'alter table users add column is_mobile_proven integer not null default 0',
  'update users set is_mobile_proven = 1 where mobile is not null',
] as const;
