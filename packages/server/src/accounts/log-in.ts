import { ImError } from '@warbler/protocol';
import type { App } from '../apps/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../storage/index.ts';
import { type Account, requireActive, requireNotDeleted } from './account.ts';
import { type AccountName, findWithPassword } from './find-account.ts';
import type { LoginGuard } from './login-guard.ts';
import { matchesPassword } from './matches-password.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { IssuedToken, Tokens } from './tokens.ts';
import { usernameKey } from './username.ts';

/** Somebody who says who they are. */
export interface Login {
  readonly name: AccountName;
  readonly password: string;
  /** The network address it comes from. */
  readonly address: string;
}

/** A login that worked. */
export interface LoggedIn extends IssuedToken {
  readonly account: Account;
}

/**
 * Exchanges a password, the user's own or one that counts once, for a token.
 *
 * @throws ImError `userNotFound`, `wrongPassword` (its message holds `Operation rejected`, which deployed clients look
 *   for), `userDeleted`, `userFrozen`, `tooManyFailures`, `rateLimited`
 */
export async function logIn(
  ports: {
    readonly database: Database;
    readonly hasher: PasswordHasher;
    readonly guard: LoginGuard;
    readonly tokens: Tokens;
    readonly clock: Clock;
  },
  app: App,
  { name, password, address }: Login,
): Promise<LoggedIn> {
  const { database, guard, tokens } = ports;
  const account = await guard.guard({ appId: app.appId, account: attemptKey(name), address }, async () => {
    const found = await findWithPassword(database, app.appId, name);
    if (found === undefined) throw new ImError('userNotFound');
    // Nothing is left of a deleted user to compare a password with.
    requireNotDeleted(found.account);
    if (!(await matchesPassword(ports, found, password)))
      throw new ImError('wrongPassword', { message: 'Operation rejected: wrong password' });
    return found.account;
  });
  requireActive(account);
  return { account, ...tokens.issueForUser(app, account) };
}

function attemptKey(name: AccountName): string {
  switch (name.by) {
    case 'id':
      return `id ${name.userId}`;
    case 'username':
      return `name ${usernameKey(name.username)}`;
    case 'mobile':
      return `mobile ${name.mobile}`;
    case 'email':
      return `email ${name.email}`;
    default:
      return name satisfies never;
  }
}
