import type { AppId, UserId } from '@warbler/protocol';
import type { Selectable } from 'kysely';
import type { StoreContext } from '../../storage/index.ts';
import type { AccountTables } from '../tables.ts';

/** An account as it is stored. */
export type AccountRow = Omit<
  Selectable<AccountTables['users']>,
  'username_key' | 'password_hash' | 'is_mobile_proven'
> & {
  /** The ids of the tokens that don't count, with spaces between; null when there are none. */
  readonly revoked_token_ids: string | null;
};

/**
 * Reads an account by its number; undefined when nobody has it. Its statement is written by hand: most logins begin with
 * it, and to build it anew costs several times what it costs to run.
 */
export function findAccountRow(
  { statements }: StoreContext,
  { appId, userId }: { readonly appId: AppId; readonly userId: UserId },
): AccountRow | undefined {
  // The columns are those of the type.
  return statements.prepare(BY_NUMBER).get(appId, userId) as AccountRow | undefined;
}

const BY_NUMBER = `select app_id, user_id, username, mobile, email, status, token_version, kept_token_id, nick_name,
    avatar, description, public_info, private_info, created_at,
    (select string_agg(r.token_id, ' ') from revoked_tokens r where r.app_id = u.app_id and r.user_id = u.user_id)
      as revoked_token_ids
  from users u where app_id = ? and user_id = ?`;
