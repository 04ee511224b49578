import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { Database } from '../storage/index.ts';
import { requireNotDeleted } from './account.ts';
import { type AccountWithPassword, findWithPassword } from './find-account.ts';
import type { LoginGuard } from './login-guard.ts';
import type { PasswordHasher } from './password-hasher.ts';

/** What comparing a password needs. */
export interface ProofPorts {
  readonly database: Database;
  readonly hasher: PasswordHasher;
  readonly guard: LoginGuard;
}

/**
 * Lets a caller through who knows the password of the user that they act as.
 *
 * @throws ImError `wrongPassword`, `userNotFound`, `userDeleted`, `tooManyFailures`, `rateLimited`
 */
export function provePassword(
  { database, hasher, guard }: ProofPorts,
  { appId, userId }: { readonly appId: AppId; readonly userId: UserId },
  password: string,
): Promise<AccountWithPassword> {
  return guard.guard({ appId, account: `id ${userId}` }, async () => {
    const found = await findWithPassword(database, appId, { by: 'id', userId });
    if (found === undefined) throw new ImError('userNotFound');
    requireNotDeleted(found.account);
    if (!(await hasher.matches(found.passwordHash, password))) throw new ImError('wrongPassword');
    return found;
  });
}
