import type { AppId, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { AccountStatus } from '../account.ts';

/** A page of an app's users is wanted. */
export interface UserListInput {
  readonly appId: AppId;
  /** Users passed over. */
  readonly offset: number;
  readonly limit: number;
}

/** A user in the list. */
export interface ListedUser {
  readonly userId: UserId;
  readonly username: string;
  readonly status: Exclude<AccountStatus, typeof AccountStatus.deleted>;
}

/** The users of an app in the order of their numbers, without those who were deleted. */
export function listUsers(
  { statements }: StoreContext,
  { appId, offset, limit }: UserListInput,
): readonly ListedUser[] {
  return statements
    .prepare(PAGE)
    .all(appId, limit, offset)
    .map((row) => ({
      userId: row.user_id as UserId,
      username: row.username as string,
      status: row.status as ListedUser['status'],
    }));
}

const PAGE = `select user_id, username, status from users where app_id = ? and status <> 'deleted'
  order by user_id limit ? offset ?`;
