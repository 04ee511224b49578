import { ImError } from '@warbler/protocol';
import { sql } from 'kysely';
import type { Database } from '../storage/index.ts';
import { requireConsolePassword } from './change-console-password.ts';
import { type ConsoleAdmin, type ConsoleLogin, type ConsolePorts, readConsoleName } from './console-admin.ts';

/** All administrators of the console, by name. Bounded by `consoleAdmins`. */
export async function listConsoleAdmins({ query }: Database): Promise<readonly ConsoleAdmin[]> {
  const rows = await query.selectFrom('console_admins').selectAll().orderBy('username').execute();
  return rows.map((row) => ({
    username: row.username,
    tokenVersion: row.token_version,
    createdAtMs: row.created_at,
  }));
}

/**
 * One more administrator.
 *
 * @throws ImError `userExists`, `invalidUserName`, `invalidParameter` for a password against the rules,
 *   `consoleAdminLimit`, `rateLimited`
 */
export async function addConsoleAdmin(
  { database, hasher, clock, limits }: ConsolePorts,
  login: ConsoleLogin,
): Promise<ConsoleAdmin> {
  const username = readConsoleName(login.username);
  requireConsolePassword(login.password, limits.passwordMax);
  const passwordHash = await hasher.hash(login.password);
  const createdAtMs = clock.now();
  // A version that no token of a namesake from before has. The bound is looked at in the statement that adds: two at once don't get past it together.
  const added = await database.query
    .insertInto('console_admins')
    .columns(['username', 'password_hash', 'token_version', 'created_at'])
    .expression(
      database.query
        .selectNoFrom([
          sql`${username}`.as('username'),
          sql`${passwordHash}`.as('password_hash'),
          sql`${createdAtMs}`.as('token_version'),
          sql`${createdAtMs}`.as('created_at'),
        ])
        .where(sql<number>`(select count(*) from console_admins)`, '<', limits.consoleAdmins),
    )
    .onConflict((conflict) => conflict.column('username').doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 1n) return { username, tokenVersion: createdAtMs, createdAtMs };
  const admins = await listConsoleAdmins(database);
  if (admins.some((admin) => admin.username === username)) throw new ImError('userExists');
  throw new ImError('consoleAdminLimit', {
    message: `the console has at most ${limits.consoleAdmins} administrators`,
  });
}

/**
 * One administrator less.
 *
 * @returns their name in its one form
 * @throws ImError `userNotFound`, `lastConsoleAdmin`: the console never stands without one
 */
export async function removeConsoleAdmin({ query }: Database, username: string): Promise<string> {
  const name = username.toLowerCase();
  const removed = await query
    .deleteFrom('console_admins')
    .where('username', '=', name)
    .where(sql<number>`(select count(*) from console_admins)`, '>', 1)
    .executeTakeFirst();
  if (removed.numDeletedRows === 1n) return name;
  const known = await query
    .selectFrom('console_admins')
    .select('username')
    .where('username', '=', name)
    .executeTakeFirst();
  throw new ImError(known === undefined ? 'userNotFound' : 'lastConsoleAdmin');
}
