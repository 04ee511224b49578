import { ImError } from '@warbler/protocol';
import type { Awaitable } from '../awaitable.ts';
import { type Account, AccountStatus } from './account.ts';

/** What is kept of the token that a session began with. */
export interface SessionToken {
  readonly tokenId: string;
  readonly tokenVersion: number;
}

/**
 * - `deleted`, `banned`: the user.
 * - `revoked`: this token alone, by a kick.
 * - `outdated`: all tokens from before a change of the password.
 */
export type SessionProblem = 'deleted' | 'banned' | 'revoked' | 'outdated';

/** Why the token does not count any more; undefined when it does. It was proven when the session began. */
export async function sessionProblem(
  find: () => Awaitable<Account>,
  { tokenId, tokenVersion }: SessionToken,
): Promise<SessionProblem | undefined> {
  const account = await findUnlessGone(find);
  if (account === undefined || account.status === AccountStatus.deleted) return 'deleted';
  if (account.status === AccountStatus.banned) return 'banned';
  if (account.revokedTokenIds.has(tokenId)) return 'revoked';
  return tokenVersion === account.tokenVersion || tokenId === account.keptTokenId ? undefined : 'outdated';
}

async function findUnlessGone(find: () => Awaitable<Account>): Promise<Account | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof ImError && error.code === 'userNotFound') return undefined;
    throw error;
  }
}
