import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { sql } from 'kysely';
import type { Limits } from '../config/index.ts';
import type { Database } from '../storage/index.ts';
import { AccountStatus } from './account.ts';
import { requirePassword } from './password.ts';
import type { PasswordHasher } from './password-hasher.ts';

/**
 * Sets a password without the old one: for admins. No token of the user counts any more.
 *
 * @throws ImError `invalidParameter` when it breaks the rules, `userDeleted`, `rateLimited`
 */
export async function setPassword(
  ports: {
    readonly database: Database;
    readonly hasher: PasswordHasher;
    readonly limits: Pick<Limits, 'passwordMax'>;
  },
  { appId, userId }: { readonly appId: AppId; readonly userId: UserId },
  password: string,
): Promise<void> {
  requirePassword(password, ports.limits.passwordMax);
  const passwordHash = await ports.hasher.hash(password);
  const changed = await ports.database.query
    .updateTable('users')
    .set({ password_hash: passwordHash, token_version: sql<number>`token_version + 1`, kept_token_id: null })
    .where('app_id', '=', appId)
    .where('user_id', '=', userId)
    .where('status', '!=', AccountStatus.deleted)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) throw new ImError('userDeleted');
}
