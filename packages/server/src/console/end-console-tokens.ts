import { sql } from 'kysely';
import type { Database } from '../storage/index.ts';

/** None of an administrator's tokens counts any more. */
export async function endConsoleTokens({ query }: Database, username: string): Promise<void> {
  await query
    .updateTable('console_admins')
    .set({ token_version: sql<number>`token_version + 1` })
    .where('username', '=', username)
    .execute();
}
