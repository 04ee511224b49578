import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** A token that shall not count any more. */
export interface RevocableToken {
  readonly tokenId: string;
  readonly expiresAtMs: number;
}

/** Whose tokens, and when. */
interface Revocation {
  readonly appId: AppId;
  readonly user: UserId;
  readonly nowMs: number;
}

/**
 * Lets through as many more revocations as the bound leaves.
 *
 * @throws ImError `rateLimited`
 */
export function requireRoomToRevoke(
  { statements }: StoreContext,
  { appId, user, nowMs }: Revocation,
  { count, max }: { readonly count: number; readonly max: number },
): void {
  const row = statements.prepare(COUNT).get(appId, user, nowMs);
  if ((row?.count as number) + count <= max) return;
  throw new ImError('rateLimited', {
    message: 'too many devices were kicked one by one, kick all of them at once instead',
  });
}

const COUNT = 'select count(*) as count from revoked_tokens where app_id = ? and user_id = ? and expires_at > ?';

/** These tokens count no more; those that expired since they were revoked are forgotten. */
export function revokeTokens(
  { statements }: StoreContext,
  { appId, user, nowMs }: Revocation,
  tokens: Iterable<RevocableToken>,
): void {
  statements.prepare('delete from revoked_tokens where expires_at <= ?').run(nowMs);
  for (const { tokenId, expiresAtMs } of tokens) statements.prepare(REVOKE).run(appId, user, tokenId, expiresAtMs);
}

const REVOKE = `insert into revoked_tokens (app_id, user_id, token_id, expires_at) values (?, ?, ?, ?)
  on conflict do nothing`;

/** None of the user's tokens counts any more, those included that no device ever logged in with. */
export function revokeAllTokens({ statements }: StoreContext, { appId, user }: Omit<Revocation, 'nowMs'>): void {
  statements
    .prepare(
      'update users set token_version = token_version + 1, kept_token_id = null where app_id = ? and user_id = ?',
    )
    .run(appId, user);
  statements.prepare('delete from revoked_tokens where app_id = ? and user_id = ?').run(appId, user);
}
