import { requirePassword } from '../accounts/index.ts';
import type { ConsoleLogin, ConsolePorts } from './console-admin.ts';

/**
 * Makes sure that the console has an administrator. Meant for the first start; later ones change nothing.
 *
 * @returns whether it was made now; when not, the password given here is not the one that counts
 */
export async function ensureConsoleAdmin(
  { database, hasher, clock, limits }: ConsolePorts,
  { username, password }: ConsoleLogin,
): Promise<{ readonly isNew: boolean }> {
  requirePassword(password, limits.passwordMax);
  const known = await database.query.selectFrom('console_admins').select('username').limit(1).executeTakeFirst();
  if (known !== undefined) return { isNew: false };
  const createdAtMs = clock.now();
  const inserted = await database.query
    .insertInto('console_admins')
    .values({
      username,
      password_hash: await hasher.hash(password),
      token_version: createdAtMs,
      created_at: createdAtMs,
    })
    .onConflict((conflict) => conflict.column('username').doNothing())
    .executeTakeFirst();
  return { isNew: inserted.numInsertedOrUpdatedRows === 1n };
}
