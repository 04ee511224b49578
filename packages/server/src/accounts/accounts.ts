import type { AppId, UserId, UserNoticeType } from '@warbler/protocol';
import { type AdminToken, type App, type Apps, FIRST_ADMIN_TOKEN } from '../apps/index.ts';
import { type Awaitable, andThen } from '../awaitable.ts';
import { type Caches, createCaches } from '../cache/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import type { Database, ProcedureCaller } from '../storage/index.ts';
import { type Account, type AccountChange, AccountStatus, requireActive, requireNotDeleted } from './account.ts';
import { authenticate } from './authenticate.ts';
import { authenticateAgain, authenticateSocket, type SocketUser } from './authenticate-socket.ts';
import { changePassword, type PasswordChange } from './change-password.ts';
import { changeUsername } from './change-username.ts';
import { findAccount, findWithPassword, isUsernameTaken } from './find-account.ts';
import { type LoggedIn, type Login, logIn } from './log-in.ts';
import { createLoginGuard, loginLimitsOf } from './login-guard.ts';
import { requireMobile } from './mobile.ts';
import { reasonOf, requireFew, type UserOutcome } from './outcome.ts';
import { createPasswordHasher } from './password-hasher.ts';
import type { Principal } from './principal.ts';
import type { accountProcedures } from './procedures.ts';
import { provePassword } from './prove-password.ts';
import { type Registration, register } from './register.ts';
import { createRegisterMany, type RegisterMany } from './register-many.ts';
import { type SessionProblem, type SessionToken, sessionProblem } from './session-problem.ts';
import { setPassword } from './set-password.ts';
import { readSettings, requireSettings, type Settings, type SettingsChange } from './settings.ts';
import { settingsNotice } from './settings-notice.ts';
import type { ListedUser } from './sql/list-users.ts';
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

/** Told after a change is durable, before the answer. */
export interface AccountListener {
  /** Closes the other sockets. */
  readonly onPasswordChanged?: (change: PasswordChanged) => Promise<void> | void;
  /** Tells the user's devices and friends. */
  readonly onProfileChanged?: (user: UserRef, change: AccountChange) => Promise<void> | void;
  /** Tells the user's devices. */
  readonly onSettingsChanged?: (
    user: UserRef,
    notice: { readonly type: UserNoticeType; readonly content: string },
  ) => void;
  /** The user may do nothing any more: closes the sockets. */
  readonly onBanned?: (user: UserRef) => void;
  /** The user is no more: closes the sockets, and erases what they left. */
  readonly onDeleted?: (user: UserRef) => Promise<void> | void;
}

/** What the accounts capability needs. */
interface AccountsOptions extends AccountListener {
  readonly database: Database;
  readonly storage: ProcedureCaller<typeof accountProcedures>;
  readonly apps: Apps;
  readonly clock: Clock;
  readonly limits: Pick<
    Limits,
    'accountCache' | 'loginFailures' | 'passwordMax' | 'tokenLifetimeMs' | 'usernameMax' | 'usersPerCall'
  >;
  /** Absent: caches of its own, for a node that is alone. */
  readonly caches?: Caches;
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
  /** Registers many users, each on its own. @throws ImError `invalidParameter` for too many, `rateLimited` */
  readonly registerMany: RegisterMany;
  /**
   * Exchanges a password for a token.
   *
   * @throws ImError `userNotFound`, `wrongPassword`, `userDeleted`, `userFrozen`, `tooManyFailures`, `rateLimited`
   */
  logIn(app: App, login: Login): Promise<LoggedIn>;
  /** Tells whom a token speaks for. @throws ImError `invalidToken`, `userFrozen` */
  authenticate(app: App, token: string): Promise<Principal>;
  /**
   * Tells which user of which app a token speaks for, where nothing but the token names the app.
   *
   * @throws ImError `invalidToken` (an admin token too), `userFrozen`, `appFrozen`, `appStatusAbnormal`
   */
  authenticateSocket(token: string): Promise<SocketUser>;
  /** Looks again whether a token counts that was found to. @throws ImError as {@link Accounts.authenticateSocket} */
  authenticateAgain(token: string, found: SocketUser): Promise<void>;
  /** Why a session that began with a token does not go on, as things are now; undefined when it does. */
  sessionProblem(user: UserRef, token: SessionToken): Promise<SessionProblem | undefined>;
  /** The admin token that the app was made with; it counts unless it was revoked. */
  issueAdminToken(app: App): string;
  /** Makes another admin token, which is not kept. @throws ImError `invalidParameter`, `adminTokenLimit` */
  createAdminToken(app: App, name: string): Promise<AdminToken & { readonly token: string }>;
  /** Finds a user, deleted ones too; the answer is cached. @throws ImError `userNotFound` */
  find(appId: AppId, userId: UserId): Awaitable<Account>;
  /** Finds a user who was not deleted. @throws ImError `userNotFound`, `userDeleted` */
  require(appId: AppId, userId: UserId): Awaitable<Account>;
  /** Finds a user who may act. @throws ImError `userNotFound`, `userDeleted`, `userFrozen` */
  requireActive(appId: AppId, userId: UserId): Awaitable<Account>;
  /** What is remembered of a user is out of date: call it once a change is durable. */
  forget(user: UserRef): void;
  /** How often something was forgotten, here or by word of another node: who was identified before looks again. */
  readonly forgottenCount: number;
  /** Finds a user by name; undefined when nobody has it. */
  findByName(appId: AppId, username: string): Promise<Account | undefined>;
  /** Finds a user by mobile number; undefined when nobody has it. */
  findByMobile(appId: AppId, mobile: string): Promise<Account | undefined>;
  /** Whether the name may be registered. @throws ImError `invalidUserName` */
  isNameFree(appId: AppId, username: string): Promise<boolean>;
  /** Lets a user through who knows their own password. @throws ImError as {@link provePassword} */
  provePassword(user: UserRef, password: string): Promise<void>;
  /** The users of an app in the order of their numbers. */
  list(appId: AppId, page: { readonly offset: number; readonly limit: number }): Promise<readonly ListedUser[]>;
  /** Changes the password and revokes the other tokens. @throws ImError `wrongPassword`, `invalidParameter` */
  changePassword(user: UserRef, change: PasswordChange): Promise<void>;
  /** Sets a password without the old one and revokes all tokens. @throws ImError `invalidParameter`, `userDeleted` */
  setPassword(user: UserRef, password: string): Promise<void>;
  /** Gives the user another name. @throws ImError `invalidUserName`, `userNameTaken` */
  changeUsername(user: UserRef, username: string): Promise<void>;
  /**
   * Gives the user a mobile number, in the place of the one that they had. Who only said that it is theirs loses it to
   * whom it is proven of.
   *
   * @param isProven whether it is known to be theirs
   * @throws ImError `invalidParameter`, `mobileAlreadyBound`; `userAlreadyBound` for another number than a proven one
   */
  setMobile(user: UserRef, mobile: string, isProven: boolean): Promise<void>;
  /** A mobile number or an e-mail address was bound by its owner: tells the user's devices and friends. */
  contactBound(user: UserRef, change: Pick<AccountChange, 'mobile' | 'email'>): Promise<void>;
  /** Changes the given parts of the profile. @throws ImError `invalidParameter` */
  updateProfile(user: UserRef, change: ProfileChange): Promise<void>;
  /** The same for many users, each on its own. @throws ImError `invalidParameter` for too many */
  updateProfiles(
    appId: AppId,
    rows: readonly { readonly userId: UserId; readonly change: ProfileChange }[],
  ): Promise<readonly UserOutcome[]>;
  /** Reads the settings. */
  settings(user: UserRef): Promise<Settings>;
  /** Changes the given settings. @throws ImError `invalidParameter`, `pushTokenInvalid` */
  updateSettings(user: UserRef, change: SettingsChange): Promise<void>;
  /**
   * Bans users, all of them or none: their sessions end, and nothing is taken from them until that is lifted.
   *
   * @throws ImError `userNotFound`, `userDeleted`, `invalidParameter` for too many
   */
  ban(appId: AppId, users: readonly UserId[]): Promise<void>;
  /** Lets banned users in again, all of them or none. @throws ImError as {@link Accounts.ban} */
  unban(appId: AppId, users: readonly UserId[]): Promise<void>;
  /**
   * Deletes a user for good.
   *
   * @param proof the user's password; absent when the caller need not know it
   * @throws ImError `wrongPassword`, `userDeleted`, `tooManyFailures`, `rateLimited`
   */
  delete(user: UserRef, proof?: string): Promise<void>;
}

/** The name of the cache of accounts. */
export const ACCOUNTS_CACHE = 'accounts';

/** Opens the accounts capability. */
export function createAccounts(options: AccountsOptions): Accounts {
  const { database, storage, apps, clock, limits, caches = createCaches() } = options;
  const cache = caches.make<Account>(ACCOUNTS_CACHE, limits.accountCache);
  const hasher = createPasswordHasher();
  const guard = createLoginGuard(clock, loginLimitsOf(limits.loginFailures));
  const tokens = createTokens(clock, limits.tokenLifetimeMs);
  const ports = { database, storage, clock, limits, hasher, guard, tokens };

  const find = (appId: AppId, userId: UserId) =>
    cache.get(cacheKey(appId, userId), () => findAccount(storage, appId, userId));
  const findChecked = (check: (account: Account) => void) => (appId: AppId, userId: UserId) =>
    andThen(find(appId, userId), (account) => {
      check(account);
      return account;
    });
  const existing = findChecked(requireNotDeleted);
  const socketPorts = { tokens, apps, find, clock };
  const forget = ({ appId, userId }: UserRef) => cache.forget(cacheKey(appId, userId));
  const passwordChanged = async ({ appId, userId }: UserRef, keptTokenId: string | undefined) => {
    forget({ appId, userId });
    await options.onPasswordChanged?.({ appId, userId, keptTokenId });
  };
  const profileChanged = async (user: UserRef, change: AccountChange) => {
    forget(user);
    await options.onProfileChanged?.(user, change);
  };
  const changeProfile = async (user: UserRef, change: ProfileChange) => {
    await updateProfile(database, user, change);
    await profileChanged(user, change);
  };
  const setStatus = async (appId: AppId, users: readonly UserId[], status: 'normal' | 'banned') => {
    requireFew(users, limits.usersPerCall);
    const changed = await storage.call('accounts.setStatus', { appId, users: [...new Set(users)], status });
    for (const userId of changed) forget({ appId, userId });
    return changed;
  };

  return {
    find,
    require: existing,
    requireActive: findChecked(requireActive),
    forget,
    get forgottenCount() {
      return cache.forgottenCount;
    },
    register: async (app, registration) => find(app.appId, await register(ports, app, registration)),
    registerMany: createRegisterMany({
      register: (app, row) => register(ports, app, row),
      rowsMax: limits.usersPerCall,
    }),
    logIn: (app, login) => logIn(ports, app, login),
    async authenticate(app, token) {
      const principal = await authenticate({ tokens, find: (userId) => find(app.appId, userId) }, app, token);
      if (principal.role === 'admin') apps.noteTokenUse(app.appId, principal.tokenId);
      return principal;
    },
    authenticateSocket: (token) => authenticateSocket(socketPorts, token),
    authenticateAgain: (token, found) => authenticateAgain(socketPorts, token, found),
    sessionProblem: ({ appId, userId }, token) => sessionProblem(() => find(appId, userId), token),
    issueAdminToken: (app) => tokens.issueForAdmin(app, { tokenId: FIRST_ADMIN_TOKEN, createdAtMs: app.createdAtMs }),
    async createAdminToken(app, name) {
      const record = await apps.addAdminToken(app.appId, name);
      return { ...record, token: tokens.issueForAdmin(app, record) };
    },
    findByName: async (appId, username) =>
      (await findWithPassword(database, appId, { by: 'username', username }))?.account,
    findByMobile: async (appId, mobile) => (await findWithPassword(database, appId, { by: 'mobile', mobile }))?.account,
    async isNameFree(appId, username) {
      requireUsername(username, limits.usernameMax);
      return !(await isUsernameTaken(database, appId, username));
    },
    provePassword: async (user, password) => void (await provePassword(ports, user, password)),
    list: (appId, page) => storage.call('accounts.list', { appId, ...page }),
    async changePassword(user, change) {
      await changePassword(ports, user, change);
      await passwordChanged(user, change.keepTokenId);
    },
    async setPassword(user, password) {
      await setPassword(ports, user, password);
      await passwordChanged(user, undefined);
    },
    async changeUsername(user, username) {
      await changeUsername(ports, user, username);
      await profileChanged(user, { username });
    },
    async setMobile(user, mobile, isProven) {
      requireMobile(mobile);
      const { appId, userId } = user;
      const displaced = await storage.call('accounts.setMobile', { appId, user: userId, mobile, isProven });
      await profileChanged(user, { mobile });
      if (displaced !== undefined) await profileChanged({ appId, userId: displaced }, { mobile: '' });
    },
    contactBound: profileChanged,
    updateProfile: changeProfile,
    async updateProfiles(appId, rows) {
      requireFew(rows, limits.usersPerCall);
      return Promise.all(
        rows.map(async ({ userId, change }): Promise<UserOutcome> => {
          try {
            await existing(appId, userId);
            await changeProfile({ appId, userId }, change);
            return { userId };
          } catch (error) {
            return { userId, reason: reasonOf(error) };
          }
        }),
      );
    },
    settings: ({ appId, userId }) => readSettings(database, appId, userId),
    async updateSettings({ appId, userId }, change) {
      requireSettings(change);
      await storage.call('accounts.updateSettings', { appId, user: userId, change, nowMs: clock.now() });
      const notice = settingsNotice(change);
      if (notice !== undefined) options.onSettingsChanged?.({ appId, userId }, notice);
    },
    async ban(appId, users) {
      const banned = await setStatus(appId, users, AccountStatus.banned);
      for (const userId of banned) options.onBanned?.({ appId, userId });
    },
    async unban(appId, users) {
      await setStatus(appId, users, AccountStatus.normal);
    },
    async delete({ appId, userId }, proof) {
      if (proof !== undefined) await provePassword(ports, { appId, userId }, proof);
      await storage.call('accounts.delete', { appId, user: userId, nowMs: clock.now() });
      forget({ appId, userId });
      await options.onDeleted?.({ appId, userId });
    },
  };
}

function cacheKey(appId: AppId, userId: UserId): string {
  return `${userId} ${appId}`;
}
