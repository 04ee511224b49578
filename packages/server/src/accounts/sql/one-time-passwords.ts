import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { forgetExpired } from '../../storage/sql.ts';
import { type Account, requireActive } from '../account.ts';

/** A one-time password that is to count until a moment. */
export interface OneTimePasswordInput {
  readonly hash: string;
  readonly expiresAtMs: number;
}

/** A user who may log in now. */
export interface Admission {
  readonly appId: AppId;
  readonly userId: UserId;
  readonly username: string;
  readonly tokenVersion: number;
}

/**
 * Finds a user who is to get a one-time password.
 *
 * @throws ImError `userNotFound`, `userDeleted`, `userFrozen`
 */
export function requireAdmission({ statements }: StoreContext, appId: AppId, userId: UserId): Admission {
  const row = statements.prepare(FIND).get(appId, userId);
  if (row === undefined) throw new ImError('userNotFound');
  requireActive({ status: row.status as Account['status'] });
  return { appId, userId, username: row.username as string, tokenVersion: row.token_version as number };
}

const FIND = 'select username, status, token_version from users where app_id = ? and user_id = ?';

/** From now on the user may log in with the password, once. A change of the password or a kick of all ends it too. */
export function storeOneTimePassword(
  store: StoreContext,
  { appId, userId, tokenVersion }: Admission,
  { hash, expiresAtMs, nowMs }: OneTimePasswordInput & { readonly nowMs: number },
): void {
  forgetExpired(store, 'one_time_passwords', nowMs);
  store.statements.prepare(STORE).run(appId, userId, hash, tokenVersion, expiresAtMs);
}

const STORE = `insert into one_time_passwords (app_id, user_id, password_hash, token_version, expires_at)
  values (?, ?, ?, ?, ?)`;
