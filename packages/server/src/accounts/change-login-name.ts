import { type AppId, type ErrorName, ImError, type UserId } from '@warbler/protocol';
import type { Limits } from '../config/index.ts';
import { type Database, UniqueViolation } from '../storage/index.ts';
import { AccountStatus } from './account.ts';
import { requireMobile } from './mobile.ts';
import { requireUsername, usernameKey } from './username.ts';

interface User {
  readonly appId: AppId;
  readonly userId: UserId;
}

/**
 * Gives a user another user name; the old one is free from then on.
 *
 * @throws ImError `invalidUserName`, `userNameTaken`, `userDeleted`
 */
export async function changeUsername(
  { database, limits }: { readonly database: Database; readonly limits: Pick<Limits, 'usernameMax'> },
  user: User,
  username: string,
): Promise<void> {
  requireUsername(username, limits.usernameMax);
  await setUnique(database, user, { username, username_key: usernameKey(username) }, 'userNameTaken');
}

/**
 * Gives a user a mobile number, in the place of the one they had. Whether they proved that it is theirs is for the caller
 * to know.
 *
 * @throws ImError `invalidParameter`, `mobileAlreadyBound`, `userDeleted`
 */
export async function setMobile(database: Database, user: User, mobile: string): Promise<void> {
  requireMobile(mobile);
  await setUnique(database, user, { mobile }, 'mobileAlreadyBound');
}

/** The unique keys decide, whoever asks at the same time. */
async function setUnique(
  { query }: Database,
  { appId, userId }: User,
  columns: { readonly username: string; readonly username_key: string } | { readonly mobile: string },
  taken: ErrorName,
): Promise<void> {
  try {
    const changed = await query
      .updateTable('users')
      .set(columns)
      .where('app_id', '=', appId)
      .where('user_id', '=', userId)
      .where('status', '!=', AccountStatus.deleted)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) throw new ImError('userDeleted');
  } catch (error) {
    if (error instanceof UniqueViolation) throw new ImError(taken, { cause: error });
    throw error;
  }
}
