import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { Limits } from '../config/index.ts';
import { type Database, UniqueViolation } from '../storage/index.ts';
import { AccountStatus } from './account.ts';
import { requireUsername, usernameKey } from './username.ts';

/**
 * Gives a user another user name; the old one is free from then on. The unique key decides, whoever asks at the same time.
 *
 * @throws ImError `invalidUserName`, `userNameTaken`, `userDeleted`
 */
export async function changeUsername(
  { database, limits }: { readonly database: Database; readonly limits: Pick<Limits, 'usernameMax'> },
  { appId, userId }: { readonly appId: AppId; readonly userId: UserId },
  username: string,
): Promise<void> {
  requireUsername(username, limits.usernameMax);
  try {
    const changed = await database.query
      .updateTable('users')
      .set({ username, username_key: usernameKey(username) })
      .where('app_id', '=', appId)
      .where('user_id', '=', userId)
      .where('status', '!=', AccountStatus.deleted)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) throw new ImError('userDeleted');
  } catch (error) {
    if (error instanceof UniqueViolation) throw new ImError('userNameTaken', { cause: error });
    throw error;
  }
}
