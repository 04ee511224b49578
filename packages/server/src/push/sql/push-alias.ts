import { type AppId, ImError } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { ownerOfPushToken, type PushOwner } from './push-tokens.ts';

/** A user wants to be called so where pushes are sent. */
export interface AliasInput extends PushOwner {
  /** Empty: no alias any more. */
  readonly alias: string;
  /** The address that the alias stands for; absent: all of the user's. */
  readonly pushToken?: string;
}

/**
 * Gives a user an alias, in the place of the one they had. An alias is one user's in the app.
 *
 * @throws ImError `pushAliasTaken`, `pushAliasMismatch` when the push token is not one of the user
 */
export function setPushAlias(store: StoreContext, input: AliasInput): void {
  const { appId, user, alias, pushToken } = input;
  if (pushToken !== undefined && ownerOfPushToken(store, appId, pushToken) !== user) {
    throw new ImError('pushAliasMismatch');
  }
  if (alias !== '') requireFreeAlias(store, appId, alias, user);
  keepAlias(store, input);
}

/** @throws ImError `pushAliasTaken` when the alias is another user's than the given one */
export function requireFreeAlias(
  { statements }: StoreContext,
  appId: AppId,
  alias: string,
  user?: PushOwner['user'],
): void {
  const row = statements.prepare('select user_id from push_aliases where app_id = ? and alias = ?').get(appId, alias);
  if (row !== undefined && row.user_id !== user) throw new ImError('pushAliasTaken');
}

/** Writes the alias down. Ask {@link requireFreeAlias} first. */
export function keepAlias({ statements }: StoreContext, { appId, user, alias, pushToken = '' }: AliasInput): void {
  statements.prepare('delete from push_aliases where app_id = ? and user_id = ?').run(appId, user);
  if (alias === '') return;
  statements
    .prepare('insert into push_aliases (app_id, alias, user_id, push_token) values (?, ?, ?, ?)')
    .run(appId, alias, user, pushToken);
}
