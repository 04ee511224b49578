import type { Clock } from '../clock.ts';
import type { Database } from '../storage/index.ts';
import type { AccountWithPassword } from './find-account.ts';
import { hashOfOneTimePassword } from './one-time-password.ts';
import type { PasswordHasher } from './password-hasher.ts';

/**
 * Whether a login's password is the user's own or one that counts once. The latter is used up.
 *
 * @throws ImError `rateLimited` when too many wait for the hasher
 */
export async function matchesPassword(
  ports: { readonly database: Database; readonly hasher: PasswordHasher; readonly clock: Clock },
  { account, passwordHash }: AccountWithPassword,
  password: string,
): Promise<boolean> {
  const hash = hashOfOneTimePassword(password);
  if (hash !== undefined) {
    const used = await ports.database.query
      .deleteFrom('one_time_passwords')
      .where('app_id', '=', account.appId)
      .where('user_id', '=', account.userId)
      .where('password_hash', '=', hash)
      .where('token_version', '=', account.tokenVersion)
      .where('expires_at', '>', ports.clock.now())
      .executeTakeFirst();
    if (used.numDeletedRows > 0n) return true;
  }
  return ports.hasher.matches(passwordHash, password);
}
