import { requirePassword } from './password.ts';
import type { RegisterPorts } from './register.ts';

/** Somebody who may open the console, as they log in. */
export interface ConsoleLogin {
  readonly username: string;
  readonly password: string;
}

/**
 * Makes sure that the console has an administrator. Meant for the first start; later ones change nothing.
 *
 * @returns whether it was made now; when not, the password given here is not the one that counts
 */
export async function ensureConsoleAdmin(
  { database, hasher, clock, limits }: RegisterPorts,
  { username, password }: ConsoleLogin,
): Promise<{ readonly isNew: boolean }> {
  requirePassword(password, limits.passwordMax);
  const known = await database.query.selectFrom('console_admins').select('username').limit(1).executeTakeFirst();
  if (known !== undefined) return { isNew: false };
  const inserted = await database.query
    .insertInto('console_admins')
    .values({ username, password_hash: await hasher.hash(password), created_at: clock.now() })
    .onConflict((conflict) => conflict.column('username').doNothing())
    .executeTakeFirst();
  return { isNew: inserted.numInsertedOrUpdatedRows === 1n };
}
