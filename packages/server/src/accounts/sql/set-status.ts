import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { AccountStatus } from '../account.ts';

/** Users are banned, or let in again. */
export interface StatusInput {
  readonly appId: AppId;
  readonly users: readonly UserId[];
  readonly status: typeof AccountStatus.normal | typeof AccountStatus.banned;
}

/**
 * Bans users or lifts that, all of them or none.
 *
 * @returns those for whom it is news
 * @throws ImError `userNotFound` and `userDeleted`, which name the user in their text
 */
export function setStatus({ statements }: StoreContext, { appId, users, status }: StatusInput): readonly UserId[] {
  for (const user of users) {
    const row = statements.prepare('select status from users where app_id = ? and user_id = ?').get(appId, user);
    if (row === undefined) throw new ImError('userNotFound', { message: `the user ${user} does not exist` });
    if (row.status === AccountStatus.deleted) {
      throw new ImError('userDeleted', { message: `the user ${user} was deleted` });
    }
  }
  const set = statements.prepare('update users set status = ? where app_id = ? and user_id = ? and status <> ?');
  return users.filter((user) => set.run(status, appId, user, status).changes > 0);
}
