import { type AppId, ImError } from '@warbler/protocol';
import type { Database } from '../storage/index.ts';
import type { App } from './app.ts';

/**
 * Reads an app.
 *
 * @throws ImError `appNotFound`
 */
export async function findApp(database: Database, appId: AppId): Promise<App> {
  const row = await database.query.selectFrom('apps').selectAll().where('app_id', '=', appId).executeTakeFirst();
  if (row === undefined) throw new ImError('appNotFound', { details: { appId } });
  return {
    appId: row.app_id,
    name: row.name,
    status: row.status,
    settings: {
      isRegistrationOpen: row.is_registration_open === 1,
      isAnonymousOpen: row.is_anonymous_open === 1,
      acceptsStrangers: row.accepts_strangers === 1,
      hidesMemberInfo: row.hides_member_info === 1,
      recallWindowMs: row.recall_window,
    },
    tokenSecret: row.token_secret,
    adminTokenVersion: row.admin_token_version,
    createdAtMs: row.created_at,
  };
}
