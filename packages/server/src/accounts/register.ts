import { ImError, type UserId } from '@warbler/protocol';
import type { App } from '../apps/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import { makePushToken, requirePushText } from '../push/index.ts';
import type { Database, ProcedureCaller } from '../storage/index.ts';
import { isUsernameTaken } from './find-account.ts';
import { requirePassword } from './password.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { accountProcedures } from './procedures.ts';
import { requireProfileLimits } from './update-profile.ts';
import { requireUsername, usernameKey } from './username.ts';

/** A new user as they describe themselves. */
export interface Registration {
  readonly username: string;
  readonly password: string;
  readonly nickName?: string;
  /** Where pushes shall find the user: for apps that only push. */
  readonly push?: PushRegistration;
}

/** Where pushes shall find a new user. */
export interface PushRegistration {
  readonly alias?: string | undefined;
  /** Their address; one is made up when it is absent. */
  readonly pushToken?: string | undefined;
  /** The device that it is of. */
  readonly deviceGuid?: string | undefined;
}

/** What a registration needs. */
export interface RegisterPorts {
  readonly database: Database;
  readonly storage: ProcedureCaller<typeof accountProcedures>;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'usernameMax' | 'passwordMax'>;
}

/**
 * Registers a user. Whether registration is open is for the caller to decide.
 *
 * @throws ImError `invalidUserName` and `invalidParameter` for a name or password against the rules, `userExists`,
 *   `pushAliasTaken`, `pushTokenInvalid`, `rateLimited`
 */
export async function register(
  { database, storage, hasher, clock, limits }: RegisterPorts,
  { appId }: App,
  { username, password, nickName, push }: Registration,
): Promise<UserId> {
  requireUsername(username, limits.usernameMax);
  requirePassword(password, limits.passwordMax);
  requireProfileLimits({ nickName });
  requirePushText('alias', push?.alias ?? '');
  requirePushText('push_token', push?.pushToken ?? '');
  // The unique key decides; this only spares the hashing for names that are known to be taken.
  if (await isUsernameTaken(database, appId, username)) throw new ImError('userExists');
  return storage.call('accounts.register', {
    appId,
    username,
    usernameKey: usernameKey(username),
    passwordHash: await hasher.hash(password),
    nickName: nickName ?? '',
    nowMs: clock.now(),
    ...(push === undefined ? {} : { push: addressOf(push) }),
  });
}

function addressOf({ alias = '', pushToken = '', deviceGuid = '' }: PushRegistration) {
  return { alias, deviceGuid, pushToken: pushToken === '' ? makePushToken() : pushToken };
}
