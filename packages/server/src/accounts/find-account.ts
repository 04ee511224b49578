import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Database, ProcedureCaller, Tables } from '../storage/index.ts';
import { type Account, AccountStatus } from './account.ts';
import type { accountProcedures } from './procedures.ts';
import type { AccountRow } from './sql/find-account-row.ts';
import { usernameKey } from './username.ts';

/** How a user is named: by number, by user name in any case, by mobile number or by e-mail address. */
export type AccountName =
  | { readonly by: 'id'; readonly userId: UserId }
  | { readonly by: 'username'; readonly username: string }
  | { readonly by: 'mobile'; readonly mobile: string }
  /** In small letters. */
  | { readonly by: 'email'; readonly email: string };

/** An account with the hash of its password. The hash stays within this capability. */
export interface AccountWithPassword {
  readonly account: Account;
  readonly passwordHash: string;
}

/**
 * Reads an account.
 *
 * @throws ImError `userNotFound`
 */
export async function findAccount(
  storage: ProcedureCaller<Pick<typeof accountProcedures, 'accounts.find'>>,
  appId: AppId,
  userId: UserId,
): Promise<Account> {
  const row = await storage.call('accounts.find', { appId, userId });
  if (row === undefined) throw new ImError('userNotFound', { details: { userId } });
  return toAccount(row);
}

/** Reads an account with its password hash; undefined when nobody has that name. */
export async function findWithPassword(
  { query }: Database,
  appId: AppId,
  name: AccountName,
): Promise<AccountWithPassword | undefined> {
  const users = query
    .selectFrom('users')
    .selectAll()
    .select(({ selectFrom }) =>
      selectFrom('revoked_tokens as revoked')
        .select(sql<string | null>`string_agg(revoked.token_id, ' ')`.as('ids'))
        .whereRef('revoked.app_id', '=', 'users.app_id')
        .whereRef('revoked.user_id', '=', 'users.user_id')
        .as('revoked_token_ids'),
    )
    .where('app_id', '=', appId);
  const row = await named(users, name).executeTakeFirst();
  return row === undefined ? undefined : { account: toAccount(row), passwordHash: row.password_hash };
}

function toAccount(row: AccountRow): Account {
  return {
    appId: row.app_id,
    userId: row.user_id,
    username: row.username,
    mobile: row.mobile ?? undefined,
    email: row.email ?? undefined,
    status: row.status,
    tokenVersion: row.token_version,
    keptTokenId: row.kept_token_id ?? undefined,
    revokedTokenIds: new Set(row.revoked_token_ids?.split(' ')),
    profile: {
      nickName: row.nick_name,
      avatar: row.avatar,
      description: row.description,
      publicInfo: row.public_info,
      privateInfo: row.private_info,
    },
    createdAtMs: row.created_at,
  };
}

function named<Row>(users: SelectQueryBuilder<Tables, 'users', Row>, name: AccountName) {
  switch (name.by) {
    case 'id':
      return users.where('user_id', '=', name.userId);
    case 'username':
      // A deleted user has a key that is no name.
      return users.where('username_key', '=', usernameKey(name.username)).where('status', '!=', AccountStatus.deleted);
    case 'mobile':
      return users.where('mobile', '=', name.mobile);
    case 'email':
      return users.where('email', '=', name.email);
    default:
      return name satisfies never;
  }
}

/** Whether somebody has this user name, in any case. */
export async function isUsernameTaken({ query }: Database, appId: AppId, username: string): Promise<boolean> {
  const row = await query
    .selectFrom('users')
    .select('user_id')
    .where('app_id', '=', appId)
    .where('username_key', '=', usernameKey(username))
    .executeTakeFirst();
  return row !== undefined;
}
