import type { AppId } from '@warbler/protocol';
import { createBoundedCache } from '../cache/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../storage/index.ts';
import type { App } from './app.ts';
import { createApp, type NewApp } from './create-app.ts';
import { findApp } from './find-app.ts';
import { type AppSettingsChange, updateAppSettings } from './update-app-settings.ts';

/** An app's record is small and few are busy at once; unknown ids are never kept. */
const APPS_CACHED_MAX = 1000;

/** The apps of this server. */
export interface Apps {
  /**
   * Finds an app; the answer is cached.
   *
   * @throws ImError `appNotFound`
   */
  find(appId: AppId): Promise<App>;
  /** Makes sure that the app exists and answers it; one that was there already keeps its own name and settings. */
  ensure(app: NewApp): Promise<App>;
  /** Changes what the app decides for its users; holds from the answer on. @throws ImError `invalidParameter` */
  updateSettings(appId: AppId, change: AppSettingsChange): Promise<App>;
}

/** Opens the apps capability. */
export function createApps({ database, clock }: { readonly database: Database; readonly clock: Clock }): Apps {
  const cache = createBoundedCache<App>(APPS_CACHED_MAX);
  const find = (appId: AppId) => cache.get(appId, () => findApp(database, appId));
  return {
    find,
    async ensure(app) {
      await createApp({ database, clock }, app);
      cache.forget(app.appId);
      return find(app.appId);
    },
    async updateSettings(appId, change) {
      await updateAppSettings(database, appId, change);
      cache.forget(appId);
      return find(appId);
    },
  };
}
