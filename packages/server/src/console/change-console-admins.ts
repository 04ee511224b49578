import { ImError } from '@warbler/protocol';
import { sql } from 'kysely';
import type { Database } from '../storage/index.ts';
import { requireConsolePassword } from './change-console-password.ts';
import { type ConsoleAdmin, type ConsoleLogin, type ConsolePorts, readConsoleName } from './console-admin.ts';
import type { ConsoleClaims } from './console-tokens.ts';

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
 *   `consoleAdminLimit`, `rateLimited`; `invalidToken` when the token of whoever adds was ended meanwhile
 */
export async function addConsoleAdmin(
  { database, hasher, clock, limits }: ConsolePorts,
  login: ConsoleLogin,
  by: ConsoleClaims,
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
        .where(sql<number>`(select count(*) from console_admins)`, '<', limits.consoleAdmins)
        .where(stillCounts(by)),
    )
    .onConflict((conflict) => conflict.column('username').doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 1n) return { username, tokenVersion: createdAtMs, createdAtMs };
  const admins = await listConsoleAdmins(database);
  requireStill(admins, by);
  if (admins.some((admin) => admin.username === username)) throw new ImError('userExists');
  throw new ImError('consoleAdminLimit', {
    message: `the console has at most ${limits.consoleAdmins} administrators`,
  });
}

/**
 * One administrator less.
 *
 * @returns their name in its one form
 * @throws ImError `userNotFound`, `lastConsoleAdmin`: the console never stands without one; `invalidToken` as above
 */
export async function removeConsoleAdmin(database: Database, username: string, by: ConsoleClaims): Promise<string> {
  const name = username.toLowerCase();
  const removed = await database.query
    .deleteFrom('console_admins')
    .where('username', '=', name)
    .where(stillCounts(by))
    .where(sql<number>`(select count(*) from console_admins)`, '>', 1)
    .executeTakeFirst();
  if (removed.numDeletedRows === 1n) return name;
  const admins = await listConsoleAdmins(database);
  requireStill(admins, by);
  const isKnown = admins.some((admin) => admin.username === name);
  throw new ImError(isKnown ? 'lastConsoleAdmin' : 'userNotFound');
}

/** Why a token counts no more that did when its call began. */
export function endedMeanwhile(): ImError {
  return new ImError('invalidToken', { message: 'the token was revoked, log in again' });
}

/** Asked within the statement that writes: passwords take their time, and two calls may come at once. */
function stillCounts({ username, version }: ConsoleClaims) {
  return sql<boolean>`exists (select 1 from console_admins c where c.username = ${username} and c.token_version = ${version})`;
}

function requireStill(admins: readonly ConsoleAdmin[], { username, version }: ConsoleClaims): void {
  if (admins.some((admin) => admin.username === username && admin.tokenVersion === version)) return;
  throw endedMeanwhile();
}
