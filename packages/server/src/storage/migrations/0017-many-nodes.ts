import { type Kysely, sql } from 'kysely';

/**
 * What several nodes need that write the same conversation: ids come from clocks that differ, and whatever is appended to
 * a conversation must be above everything that somebody could have read of it, in personal streams too.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'alter table conversations add column personal_top_mid integer not null default 0',
  `update conversations set personal_top_mid = coalesce((select max(m.personal_mid) from conversation_members m
    where m.conversation_id = conversations.id), 0)`,
] as const;
