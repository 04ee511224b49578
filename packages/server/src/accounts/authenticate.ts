import { ImError, type UserId } from '@warbler/protocol';
import type { App } from '../apps/index.ts';
import type { Awaitable } from '../awaitable.ts';
import { type Account, AccountStatus, requireActive } from './account.ts';
import type { Principal } from './principal.ts';
import type { TokenClaims, Tokens } from './tokens.ts';

type UserClaims = TokenClaims & { readonly role: 'user' };

/**
 * Tells whom a token speaks for.
 *
 * @param find reads the account; cached, so that this costs no more than the signature
 * @throws ImError `invalidToken` for garbage, forged, expired, revoked and foreign tokens, `userFrozen`
 */
export async function authenticate(
  { tokens, find }: { readonly tokens: Tokens; readonly find: (userId: UserId) => Awaitable<Account> },
  app: App,
  token: string,
): Promise<Principal> {
  const claims = tokens.read(app, token);
  if (claims.role === 'admin') {
    const { version, tokenId } = claims;
    if (version !== app.adminTokenVersion || !app.adminTokenIds.has(tokenId)) throw revoked();
    return { role: 'admin', tokenId };
  }
  await requireCurrent(find, claims);
  const { userId, tokenId, expiresAtMs: tokenExpiresAtMs, version: tokenVersion } = claims;
  return { role: 'user', userId, tokenId, tokenExpiresAtMs, tokenVersion };
}

/**
 * Lets a genuine token of a user through while it counts.
 *
 * @throws ImError `invalidToken` for one that was revoked, `userFrozen`
 */
export async function requireCurrent(
  find: (userId: UserId) => Awaitable<Account>,
  claims: Pick<UserClaims, 'userId' | 'tokenId' | 'version'>,
): Promise<void> {
  const account = await findTokenUser(find, claims.userId);
  if (!isCurrent(claims, account)) throw revoked();
  requireActive(account);
}

async function findTokenUser(find: (userId: UserId) => Awaitable<Account>, userId: UserId): Promise<Account> {
  try {
    const account = await find(userId);
    if (account.status !== AccountStatus.deleted) return account;
  } catch (error) {
    if (!(error instanceof ImError) || error.code !== 'userNotFound') throw error;
  }
  throw new ImError('invalidToken', { message: "the token's user no longer exists" });
}

function isCurrent(claims: Pick<UserClaims, 'tokenId' | 'version'>, account: Account): boolean {
  if (account.revokedTokenIds.has(claims.tokenId)) return false;
  return claims.version === account.tokenVersion || claims.tokenId === account.keptTokenId;
}

function revoked(): ImError {
  return new ImError('invalidToken', { message: 'the token was revoked, log in again' });
}
