import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { sql } from 'kysely';
import type { Limits } from '../config/index.ts';
import { requirePassword } from './password.ts';
import { type ProofPorts, provePassword } from './prove-password.ts';

/** A user's wish for another password. */
export interface PasswordChange {
  readonly oldPassword: string;
  readonly newPassword: string;
  /** The token of the one who asks, which goes on counting; absent when none shall. */
  readonly keepTokenId?: string;
}

/**
 * Changes a password. From then on every other token of the user is refused (XSYNC.md, Session).
 *
 * @throws ImError `wrongPassword` when the old one is wrong, `invalidParameter` when the new one breaks the rules,
 *   `tooManyFailures`, `rateLimited`
 */
export async function changePassword(
  ports: ProofPorts & { readonly limits: Pick<Limits, 'passwordMax'> },
  { appId, userId }: { readonly appId: AppId; readonly userId: UserId },
  { oldPassword, newPassword, keepTokenId }: PasswordChange,
): Promise<void> {
  requirePassword(newPassword, ports.limits.passwordMax);
  const found = await provePassword(ports, { appId, userId }, oldPassword);
  const passwordHash = await ports.hasher.hash(newPassword);
  const changed = await ports.database.query
    .updateTable('users')
    .set({
      password_hash: passwordHash,
      token_version: sql<number>`token_version + 1`,
      kept_token_id: keepTokenId ?? null,
    })
    .where('app_id', '=', appId)
    .where('user_id', '=', userId)
    // Two changes at once: the second one's old password is no longer the user's. A deleted user has none.
    .where('password_hash', '=', found.passwordHash)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) throw new ImError('wrongPassword');
}
