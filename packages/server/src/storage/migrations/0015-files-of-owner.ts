import { type Kysely, sql } from 'kysely';

/** Finds the files of a deleted user without looking at everybody else's. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index files_of_owner on files (app_id, owner_id, to_id)`.execute(db);
}
