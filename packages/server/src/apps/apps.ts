import { type AppId, ImError } from '@warbler/protocol';
import type { Awaitable } from '../awaitable.ts';
import { type Caches, createCaches } from '../cache/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';
import type { Database } from '../storage/index.ts';
import { type AdminToken, addAdminToken, createTokenUses, listAdminTokens, revokeAdminToken } from './admin-tokens.ts';
import type { App, AppStatus } from './app.ts';
import { createApp, makeAppId, type NewApp, readChosenAppId } from './create-app.ts';
import { type AppPageInput, findApp, listApps } from './find-app.ts';
import { type AppChange, setAppStatus, updateApp } from './update-app.ts';

/** An app's record is small and few are busy at once; unknown ids are never kept. */
const APPS_CACHED_MAX = 1000;

/** The name of the cache of apps; its keys are their ids. */
export const APPS_CACHE = 'apps';

/** What the apps capability needs. */
interface AppsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'adminTokensPerApp' | 'appsPerServer'>;
  /** Absent: caches of its own, for a node that is alone. */
  readonly caches?: Caches;
  /** Told after the change is durable, before the answer: ends the sessions of an app that is not served any more. */
  readonly onStatusChanged?: (app: App) => void;
  /** Something that nobody waits for failed. */
  readonly onProblem?: (error: unknown) => void;
}

/** The apps of this server. */
export interface Apps {
  /**
   * Finds an app; the answer is cached.
   *
   * @throws ImError `appNotFound`
   */
  find(appId: AppId): Awaitable<App>;
  /** A page of the apps, in the order of their ids. */
  list(page: AppPageInput): Promise<readonly App[]>;
  /**
   * Makes an app, with an id that was chosen or one of the server's, and its first admin token.
   *
   * @throws ImError `invalidParameter`, `appExists`, `appLimit`
   */
  create(app: Omit<NewApp, 'appId'> & { readonly appId?: string | undefined }): Promise<App>;
  /** Makes sure that the app exists and answers it; one that was there already keeps its own name and settings. */
  ensure(app: NewApp): Promise<App>;
  /** Changes name and settings; holds from the answer on. @throws ImError `appNotFound`, `invalidParameter` */
  update(appId: AppId, change: AppChange): Promise<App>;
  /** Sets what may be done in the app; sessions of one that is not normal end at once. @throws ImError `appNotFound` */
  setStatus(appId: AppId, status: AppStatus): Promise<App>;
  /** The app's admin tokens, the oldest first. */
  adminTokens(appId: AppId): Promise<readonly AdminToken[]>;
  /** One more; whoever signs tokens makes the token itself. @throws ImError `invalidParameter`, `adminTokenLimit` */
  addAdminToken(appId: AppId, name: string): Promise<AdminToken>;
  /** The token counts no more from the answer on. @throws ImError `notFound` */
  revokeAdminToken(appId: AppId, tokenId: string): Promise<void>;
  /** An admin token is being used. */
  noteTokenUse(appId: AppId, tokenId: string): void;
}

/** Opens the apps capability. */
export function createApps({
  database,
  clock,
  limits,
  caches = createCaches(),
  onStatusChanged,
  onProblem,
}: AppsOptions): Apps {
  const cache = caches.make<App>(APPS_CACHE, APPS_CACHED_MAX);
  const uses = createTokenUses({ database, now: () => clock.now(), onProblem: onProblem ?? (() => undefined) });
  const find = (appId: AppId) => cache.get(appId, () => findApp(database, appId));
  const findAnew = (appId: AppId) => {
    cache.forget(appId);
    return find(appId);
  };
  const make = (app: NewApp) => createApp({ database, clock }, app, limits.appsPerServer);

  return {
    find,
    list: (page) => listApps(database, page),
    async create({ appId: chosen, ...app }) {
      const appId = chosen === undefined ? makeAppId() : readChosenAppId(chosen);
      await make({ appId, ...app });
      return findAnew(appId);
    },
    async ensure(app) {
      try {
        await make(app);
      } catch (error) {
        if (!(error instanceof ImError) || error.code !== 'appExists') throw error;
      }
      return findAnew(app.appId);
    },
    async update(appId, change) {
      await find(appId);
      await updateApp(database, appId, change);
      return findAnew(appId);
    },
    async setStatus(appId, status) {
      await find(appId);
      await setAppStatus(database, appId, status);
      const app = await findAnew(appId);
      onStatusChanged?.(app);
      return app;
    },
    adminTokens: (appId) => listAdminTokens(database, appId),
    async addAdminToken(appId, name) {
      const token = await addAdminToken(database, appId, {
        name,
        nowMs: clock.now(),
        max: limits.adminTokensPerApp,
      });
      cache.forget(appId);
      return token;
    },
    async revokeAdminToken(appId, tokenId) {
      await revokeAdminToken(database, appId, tokenId);
      cache.forget(appId);
    },
    noteTokenUse: (appId, tokenId) => uses.note(appId, tokenId),
  };
}
