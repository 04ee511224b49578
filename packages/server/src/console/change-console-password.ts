import { ImError } from '@warbler/protocol';
import { sql } from 'kysely';
import { type LoginGuard, requirePassword } from '../accounts/index.ts';
import { checkConsolePassword } from './check-console-password.ts';
import { CONSOLE_PASSWORD_MIN, type ConsoleAdmin, type ConsolePorts } from './console-admin.ts';

/** An administrator's wish for another password. */
export interface ConsolePasswordChange {
  readonly oldPassword: string;
  readonly newPassword: string;
}

/**
 * Changes a password; tokens from before count no more.
 *
 * @throws ImError `wrongPassword` when the old one is wrong, `invalidParameter` when the new one breaks the rules,
 *   `tooManyFailures`, `rateLimited`
 */
export async function changeConsolePassword(
  ports: ConsolePorts & { readonly guard: LoginGuard },
  username: string,
  { oldPassword, newPassword }: ConsolePasswordChange,
): Promise<ConsoleAdmin> {
  requireConsolePassword(newPassword, ports.limits.passwordMax);
  const { tokenVersion } = await checkConsolePassword(ports, { username, password: oldPassword });
  const passwordHash = await ports.hasher.hash(newPassword);
  const row = await ports.database.query
    .updateTable('console_admins')
    .set({ password_hash: passwordHash, token_version: sql<number>`token_version + 1` })
    .where('username', '=', username)
    // Two changes at once: the second one's old password is no longer right.
    .where('token_version', '=', tokenVersion)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw new ImError('wrongPassword', { message: 'wrong name or password' });
  return { username: row.username, tokenVersion: row.token_version, createdAtMs: row.created_at };
}

/** @throws ImError `invalidParameter` */
export function requireConsolePassword(password: string, max: number): void {
  requirePassword(password, max);
  if (password.length >= CONSOLE_PASSWORD_MIN) return;
  throw new ImError('invalidParameter', {
    message: `the password of a console administrator holds ${CONSOLE_PASSWORD_MIN} to ${max} characters`,
    details: { parameter: 'password' },
  });
}
