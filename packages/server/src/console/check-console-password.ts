import { ImError } from '@warbler/protocol';
import type { LoginGuard, PasswordHasher } from '../accounts/index.ts';
import type { Database } from '../storage/index.ts';
import { type ConsoleAdmin, type ConsoleLogin, findConsoleAdmin } from './console-admin.ts';

/**
 * Lets an administrator through who knows their password. Whether the name or the password was wrong is not told, and
 * takes the same time.
 *
 * @throws ImError `wrongPassword`, `tooManyFailures`, `rateLimited`
 */
export async function checkConsolePassword(
  ports: { readonly database: Database; readonly hasher: PasswordHasher; readonly guard: LoginGuard },
  { username, password, address }: ConsoleLogin & { readonly address?: string },
): Promise<ConsoleAdmin> {
  const { database, hasher, guard } = ports;
  const name = username.toLowerCase();
  const attempt = { account: name, ...(address === undefined ? {} : { address }) };
  return guard.guard(attempt, async () => {
    const found = await findConsoleAdmin(database, name);
    const isRight =
      found === undefined ? await spendTheTime(hasher, password) : await hasher.matches(found.passwordHash, password);
    if (found === undefined || !isRight) throw new ImError('wrongPassword', { message: 'wrong name or password' });
    return found.admin;
  });
}

async function spendTheTime(hasher: PasswordHasher, password: string): Promise<false> {
  await hasher.hash(password);
  return false;
}
