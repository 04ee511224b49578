import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { type Account, requireNotDeleted } from '../account.ts';

/** Lets through whom something may be given in this moment. @throws ImError `userNotFound`, `userDeleted` */
export function requireUser(
  { statements }: StoreContext,
  { appId, user }: { readonly appId: AppId; readonly user: UserId },
): void {
  const row = statements.prepare('select status from users where app_id = ? and user_id = ?').get(appId, user);
  if (row === undefined) throw new ImError('userNotFound');
  requireNotDeleted({ status: row.status as Account['status'] });
}
