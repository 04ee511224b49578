import { ImError } from '@warbler/protocol';
import type { PasswordHasher } from '../accounts/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import type { Database } from '../storage/index.ts';

/** Somebody who may open the console: over every app of the server, of no app themselves. */
export interface ConsoleAdmin {
  /** In small letters. */
  readonly username: string;
  /** Console tokens of other versions don't count. */
  readonly tokenVersion: number;
  readonly createdAtMs: number;
}

/** A console administrator as they log in. */
export interface ConsoleLogin {
  readonly username: string;
  readonly password: string;
}

/** What the console needs. */
export interface ConsolePorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly hasher: PasswordHasher;
  readonly limits: Pick<
    Limits,
    'consoleAdmins' | 'consoleSessionMs' | 'consoleTokenMs' | 'loginFailures' | 'passwordMax'
  >;
}

const USERNAME = /^[a-z0-9][a-z0-9._@-]{0,63}$/;

/** Guessing is slow, but a console stands over every app: no word that is tried first. */
export const CONSOLE_PASSWORD_MIN = 8;

/**
 * Brings a name into its one form: letters count alike in both cases.
 *
 * @throws ImError `invalidUserName`
 */
export function readConsoleName(username: string): string {
  const name = username.toLowerCase();
  if (USERNAME.test(name)) return name;
  throw new ImError('invalidUserName', {
    message: 'the name of a console administrator holds 1 to 64 letters, digits, ".", "_", "@" or "-"',
    details: { parameter: 'username' },
  });
}

/** Finds an administrator with the hash of their password; undefined when nobody has that name. */
export async function findConsoleAdmin(
  { query }: Database,
  username: string,
): Promise<{ readonly admin: ConsoleAdmin; readonly passwordHash: string } | undefined> {
  const row = await query.selectFrom('console_admins').selectAll().where('username', '=', username).executeTakeFirst();
  if (row === undefined) return undefined;
  const admin = { username: row.username, tokenVersion: row.token_version, createdAtMs: row.created_at };
  return { admin, passwordHash: row.password_hash };
}
