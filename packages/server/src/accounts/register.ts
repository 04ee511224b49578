import { ImError, parseUserId, type UserId } from '@warbler/protocol';
import { sql } from 'kysely';
import type { App } from '../apps/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import { type Database, UniqueViolation } from '../storage/index.ts';
import { AccountStatus } from './account.ts';
import { isUsernameTaken } from './find-account.ts';
import { requirePassword } from './password.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { requireProfileLimits } from './update-profile.ts';
import { requireUsername, usernameKey } from './username.ts';

/**
 * User numbers start where deployed clients expect 13 digits (the contract's samples) and are even; odd ones are
 * groups, so that a number alone tells which it is.
 */
const FIRST_ID = 2 ** 41;
const ID_STEP = 2;

/** A new user as they describe themselves. */
export interface Registration {
  readonly username: string;
  readonly password: string;
  readonly nickName?: string;
}

/** What a registration needs. */
export interface RegisterPorts {
  readonly database: Database;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'usernameMax' | 'passwordMax'>;
}

/**
 * Registers a user. Whether registration is open is for the caller to decide.
 *
 * The number is taken and the user stored in one atomic unit: a refused registration uses up no number.
 *
 * @throws ImError `invalidUserName` and `invalidParameter` for a name or password against the rules, `userExists`,
 *   `rateLimited`
 */
export async function register(
  { database, hasher, clock, limits }: RegisterPorts,
  { appId }: App,
  { username, password, nickName }: Registration,
): Promise<UserId> {
  requireUsername(username, limits.usernameMax);
  requirePassword(password, limits.passwordMax);
  requireProfileLimits({ nickName });
  // The unique key decides; this only spares the hashing for names that are known to be taken.
  if (await isUsernameTaken(database, appId, username)) throw new ImError('userExists');
  const passwordHash = await hasher.hash(password);

  const takeNumber = database.query
    .updateTable('id_counters')
    .set({ last: sql<number>`last + 1` })
    .where('name', '=', 'user');
  const insertUser = database.query
    .insertInto('users')
    .columns(['app_id', 'user_id', 'username', 'username_key', 'password_hash', 'status', 'nick_name', 'created_at'])
    .expression((build) =>
      build
        .selectFrom('id_counters')
        .select([
          sql`${appId}`.as('app_id'),
          sql`${FIRST_ID} + ${ID_STEP} * last`.as('user_id'),
          sql`${username}`.as('username'),
          sql`${usernameKey(username)}`.as('username_key'),
          sql`${passwordHash}`.as('password_hash'),
          sql`${AccountStatus.normal}`.as('status'),
          sql`${nickName ?? ''}`.as('nick_name'),
          sql`${clock.now()}`.as('created_at'),
        ])
        .where('name', '=', 'user'),
    )
    .returning('user_id');

  try {
    const [, inserted] = await database.transact([takeNumber, insertUser]);
    return parseUserId(inserted?.rows[0]?.user_id);
  } catch (error) {
    if (error instanceof UniqueViolation) throw new ImError('userExists', { cause: error });
    throw error;
  }
}
