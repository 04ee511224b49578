import { ImError } from '@warbler/protocol';
import { createLoginGuard, createPasswordHasher, loginLimitsOf } from '../accounts/index.ts';
import { type Caches, createCaches } from '../cache/index.ts';
import { addConsoleAdmin, endedMeanwhile, listConsoleAdmins, removeConsoleAdmin } from './change-console-admins.ts';
import { type ConsolePasswordChange, changeConsolePassword } from './change-console-password.ts';
import { checkConsolePassword } from './check-console-password.ts';
import { type ConsoleAdmin, type ConsoleLogin, type ConsolePorts, findConsoleAdmin } from './console-admin.ts';
import { type ConsoleClaims, type ConsoleSession, createConsoleTokens } from './console-tokens.ts';
import { endConsoleTokens } from './end-console-tokens.ts';
import { ensureConsoleAdmin } from './ensure-console-admin.ts';

/** The people who may open the console, and how they prove it. */
export interface ConsoleAdmins {
  /** Exchanges a password for a token. @throws ImError `wrongPassword`, `tooManyFailures`, `rateLimited` */
  logIn(login: ConsoleLogin, address: string): Promise<ConsoleSession>;
  /** Tells whose a token is. @throws ImError `invalidToken` for garbage, forged, expired and revoked ones */
  authenticate(token: string): Promise<ConsoleClaims>;
  /**
   * A new token in the place of one that still counts, `consoleSessionMs` after the password was typed at the latest.
   *
   * @throws ImError `invalidToken` once that is past
   */
  refresh(claims: ConsoleClaims): Promise<ConsoleSession>;
  /** None of the administrator's tokens counts any more. */
  logOutEverywhere(username: string): Promise<void>;
  /**
   * Changes the password; only the new token counts from then on.
   *
   * @throws ImError `wrongPassword`, `invalidParameter`, `tooManyFailures`, `rateLimited`
   */
  changePassword(username: string, change: ConsolePasswordChange): Promise<ConsoleSession>;
  /** All of them, by name. */
  list(): Promise<readonly ConsoleAdmin[]>;
  /**
   * One more, by somebody whose token counts in that moment.
   *
   * @throws ImError `userExists`, `invalidUserName`, `invalidParameter`, `consoleAdminLimit`, `rateLimited`, `invalidToken`
   */
  add(login: ConsoleLogin, by: ConsoleClaims): Promise<ConsoleAdmin>;
  /**
   * One less, by somebody whose token counts in that moment; the tokens of the one count no more.
   *
   * @throws ImError `userNotFound`, `lastConsoleAdmin`, `invalidToken`
   */
  remove(username: string, by: ConsoleClaims): Promise<void>;
  /** Makes sure that there is one. */
  ensure(login: ConsoleLogin): Promise<{ readonly isNew: boolean }>;
}

/** One at a time and a short queue: users who log in never keep the console waiting, nor it them. */
const HASHER_LIMITS = { concurrencyMax: 1, queueMax: 32 };

/** Opens the console's capability. */
export function createConsoleAdmins({
  database,
  clock,
  limits,
  caches = createCaches(),
}: Omit<ConsolePorts, 'hasher'> & { readonly caches?: Caches }): ConsoleAdmins {
  const hasher = createPasswordHasher(HASHER_LIMITS);
  const guard = createLoginGuard(clock, loginLimitsOf(limits.loginFailures));
  const tokens = createConsoleTokens(database, clock, limits.consoleTokenMs);
  const cache = caches.make<ConsoleAdmin | undefined>('console admins', limits.consoleAdmins);
  const ports = { database, clock, hasher, limits };
  const find = (username: string) =>
    cache.get(username, async () => (await findConsoleAdmin(database, username))?.admin);

  return {
    async logIn(login, address) {
      const admin = await checkConsolePassword({ database, hasher, guard }, { ...login, address });
      return tokens.issue(admin, clock.now());
    },

    async authenticate(token) {
      const claims = await tokens.read(token);
      const admin = await find(claims.username);
      if (admin?.tokenVersion === claims.version) return claims;
      throw endedMeanwhile();
    },

    async refresh({ username, version, loggedInAtMs }) {
      const admin = await find(username);
      // The token may have been ended since it was read.
      if (admin?.tokenVersion !== version) throw endedMeanwhile();
      if (clock.now() - loggedInAtMs < limits.consoleSessionMs) {
        return tokens.issue(admin, loggedInAtMs);
      }
      throw new ImError('invalidToken', { message: 'the session is too old, log in again' });
    },

    async logOutEverywhere(username) {
      await endConsoleTokens(database, username);
      cache.forget(username);
    },

    async changePassword(username, change) {
      const admin = await changeConsolePassword({ ...ports, guard }, username, change);
      cache.forget(username);
      return tokens.issue(admin, clock.now());
    },

    list: () => listConsoleAdmins(database),

    async add(login, by) {
      const admin = await addConsoleAdmin(ports, login, by);
      // Someone may have asked for the name before it was anybody's.
      cache.forget(admin.username);
      return admin;
    },

    async remove(username, by) {
      cache.forget(await removeConsoleAdmin(database, username, by));
    },

    ensure: (login) => ensureConsoleAdmin(ports, login),
  };
}
