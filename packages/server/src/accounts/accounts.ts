import type { AppId, UserId } from '@warbler/protocol';
import type { App, Apps } from '../apps/index.ts';
import { createBoundedCache } from '../cache/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import type { Database } from '../storage/index.ts';
import type { Account } from './account.ts';
import { authenticate } from './authenticate.ts';
import { authenticateSocket, type SocketUser } from './authenticate-socket.ts';
import { changePassword, type PasswordChange } from './change-password.ts';
import { type ConsoleLogin, ensureConsoleAdmin } from './console-admin.ts';
import { findAccount, findWithPassword, isUsernameTaken } from './find-account.ts';
import { type LoggedIn, type Login, logIn } from './log-in.ts';
import { createLoginGuard, loginLimitsOf } from './login-guard.ts';
import { createPasswordHasher } from './password-hasher.ts';
import type { Principal } from './principal.ts';
import { provePassword } from './prove-password.ts';
import { type Registration, register } from './register.ts';
import { readSettings, type Settings, type SettingsChange, updateSettings } from './settings.ts';
import { createTokens } from './tokens.ts';
import { type ProfileChange, updateProfile } from './update-profile.ts';
import { requireUsername } from './username.ts';

/** A user whose password was changed. */
export interface PasswordChanged {
  readonly appId: AppId;
  readonly userId: UserId;
  /** The one older token that still counts: whoever holds it asked for the change. */
  readonly keptTokenId: string | undefined;
}

/** What the accounts capability needs. */
interface AccountsOptions {
  readonly database: Database;
  readonly apps: Apps;
  readonly clock: Clock;
  /** Told after the change is durable, before the answer: closes the other sockets. */
  readonly onPasswordChanged?: (change: PasswordChanged) => Promise<void> | void;
  /** Told after the change is durable, before the answer: tells the user's devices and friends. */
  readonly onProfileChanged?: (user: UserRef, change: ProfileChange) => Promise<void> | void;
  readonly limits: Pick<Limits, 'accountCache' | 'loginFailures' | 'passwordMax' | 'tokenLifetimeMs' | 'usernameMax'>;
}

/** A user within an app. */
export interface UserRef {
  readonly appId: AppId;
  readonly userId: UserId;
}

/** The users of this server: who they are and how they prove it. */
export interface Accounts {
  /** Registers a user; see {@link Registration}. @throws ImError as `register.ts` says */
  register(app: App, registration: Registration): Promise<Account>;
  /**
   * Exchanges a password for a token.
   *
   * @throws ImError `userNotFound`, `wrongPassword`, `userDeleted`, `userFrozen`, `userBanned`, `tooManyFailures`,
   *   `rateLimited`
   */
  logIn(app: App, login: Login): Promise<LoggedIn>;
  /** Tells whom a token speaks for. @throws ImError `invalidToken`, `userFrozen`, `userBanned` */
  authenticate(app: App, token: string): Promise<Principal>;
  /**
   * Tells which user of which app a token speaks for, where nothing but the token names the app.
   *
   * @throws ImError `invalidToken` (an admin token too), `userFrozen`, `userBanned`, `appFrozen`, `appStatusAbnormal`
   */
  authenticateSocket(token: string): Promise<SocketUser>;
  /** Makes an admin token of the app. */
  issueAdminToken(app: App): string;
  /** Finds a user; the answer is cached. @throws ImError `userNotFound` */
  find(appId: AppId, userId: UserId): Promise<Account>;
  /** What is remembered of a user is out of date: call it once a change is durable. */
  forget(user: UserRef): void;
  /** Finds a user by name; undefined when nobody has it. */
  findByName(appId: AppId, username: string): Promise<Account | undefined>;
  /** Finds a user by mobile number; undefined when nobody has it. */
  findByMobile(appId: AppId, mobile: string): Promise<Account | undefined>;
  /** Whether the name may be registered. @throws ImError `invalidUserName` */
  isNameFree(appId: AppId, username: string): Promise<boolean>;
  /** Lets a user through who knows their own password. @throws ImError as {@link provePassword} */
  provePassword(user: UserRef, password: string): Promise<void>;
  /** Changes the password and revokes the other tokens. @throws ImError `wrongPassword`, `invalidParameter` */
  changePassword(user: UserRef, change: PasswordChange): Promise<void>;
  /** Changes the given parts of the profile. @throws ImError `invalidParameter` */
  updateProfile(user: UserRef, change: ProfileChange): Promise<void>;
  /** Reads the settings. */
  settings(user: UserRef): Promise<Settings>;
  /** Changes the given settings. @throws ImError `invalidParameter` */
  updateSettings(user: UserRef, change: SettingsChange): Promise<void>;
  /** Makes sure that the console has an administrator. */
  ensureConsoleAdmin(login: ConsoleLogin): Promise<{ readonly isNew: boolean }>;
}

/** Opens the accounts capability. */
export function createAccounts(options: AccountsOptions): Accounts {
  const { database, apps, clock, limits } = options;
  const cache = createBoundedCache<Account>(limits.accountCache);
  const hasher = createPasswordHasher();
  const guard = createLoginGuard(clock, loginLimitsOf(limits.loginFailures));
  const tokens = createTokens(clock, limits.tokenLifetimeMs);
  const ports = {
    database,
    clock,
    limits,
    hasher,
    guard,
    tokens,
  };
  const find = (appId: AppId, userId: UserId) =>
    cache.get(cacheKey(appId, userId), () => findAccount(database, appId, userId));

  const forget = ({ appId, userId }: UserRef) => cache.forget(cacheKey(appId, userId));

  return {
    find,
    forget,
    register: async (app, registration) => find(app.appId, await register(ports, app, registration)),
    logIn: (app, login) => logIn(ports, app, login),
    authenticate: (app, token) => authenticate({ tokens, find: (userId) => find(app.appId, userId) }, app, token),
    authenticateSocket: (token) => authenticateSocket({ tokens, apps, find }, token),
    issueAdminToken: (app) => tokens.issueForAdmin(app),
    findByName: async (appId, username) =>
      (await findWithPassword(database, appId, { by: 'username', username }))?.account,
    findByMobile: async (appId, mobile) => (await findWithPassword(database, appId, { by: 'mobile', mobile }))?.account,
    async isNameFree(appId, username) {
      requireUsername(username, limits.usernameMax);
      return !(await isUsernameTaken(database, appId, username));
    },
    provePassword: async (user, password) => void (await provePassword(ports, user, password)),
    async changePassword(user, change) {
      await changePassword(ports, user, change);
      forget(user);
      const { appId, userId } = user;
      await options.onPasswordChanged?.({ appId, userId, keptTokenId: change.keepTokenId });
    },
    async updateProfile(user, change) {
      await updateProfile(database, user, change);
      forget(user);
      await options.onProfileChanged?.(user, change);
    },
    settings: ({ appId, userId }) => readSettings(database, appId, userId),
    updateSettings: (user, change) => updateSettings(database, user, change),
    ensureConsoleAdmin: (login) => ensureConsoleAdmin(ports, login),
  };
}

function cacheKey(appId: AppId, userId: UserId): string {
  return `${userId} ${appId}`;
}
