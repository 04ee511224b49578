import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { noteErasure } from '../../erasure/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { AccountStatus } from '../account.ts';

/** A user is to be deleted. */
export interface DeleteInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly nowMs: number;
}

/**
 * From this moment on the user is no more: no token counts, the name, the number and the address are free, and nothing is
 * left in their row but that there was one. What they left elsewhere is noted down to be erased.
 *
 * @throws ImError `userNotFound`, `userDeleted`
 */
export function deleteUser(store: StoreContext, { appId, user, nowMs }: DeleteInput): void {
  const row = store.statements.prepare('select status from users where app_id = ? and user_id = ?').get(appId, user);
  if (row === undefined) throw new ImError('userNotFound');
  if (row.status === AccountStatus.deleted) throw new ImError('userDeleted');
  // No user name has a colon.
  store.statements.prepare(DELETE).run(AccountStatus.deleted, `:${user}`, appId, user);
  noteErasure(store, { appId, user, nowMs });
}

const DELETE = `update users set status = ?, username = '', username_key = ?, password_hash = '',
    mobile = null, is_mobile_proven = 0, email = null, nick_name = '', avatar = '', description = '', public_info = '', private_info = '',
    token_version = token_version + 1, kept_token_id = null
  where app_id = ? and user_id = ?`;
