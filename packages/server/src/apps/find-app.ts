import { type AppId, ImError } from '@warbler/protocol';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Database, Tables } from '../storage/index.ts';
import type { App } from './app.ts';
import { readStoredSettings } from './stored-settings.ts';

/**
 * Reads an app.
 *
 * @throws ImError `appNotFound`
 */
export async function findApp(database: Database, appId: AppId): Promise<App> {
  const row = await selectApps(database).where('app_id', '=', appId).executeTakeFirst();
  if (row === undefined) throw new ImError('appNotFound', { details: { appId } });
  return toApp(row);
}

/** A page of the apps is wanted. */
export interface AppPageInput {
  /** Apps whose id comes after this one; absent: from the first. */
  readonly after?: string | undefined;
  /** Apps that have this in their id or name, in any case of the letters A to Z; absent: all. */
  readonly search?: string | undefined;
  readonly limit: number;
}

/** Reads a page of the apps, in the order of their ids. */
export async function listApps(database: Database, { after, search, limit }: AppPageInput): Promise<readonly App[]> {
  let apps = selectApps(database).orderBy('app_id').limit(limit);
  if (after !== undefined) apps = apps.where(sql<string>`app_id`, '>', after);
  if (search !== undefined) {
    apps = apps.where(sql<boolean>`instr(lower(app_id || ' ' || name), lower(${search})) > 0`);
  }
  return (await apps.execute()).map(toApp);
}

function selectApps({ query }: Database) {
  return query
    .selectFrom('apps')
    .selectAll()
    .select(({ selectFrom }) =>
      selectFrom('admin_tokens as token')
        .select(sql<string | null>`string_agg(token.token_id, ' ')`.as('ids'))
        .whereRef('token.app_id', '=', 'apps.app_id')
        .as('admin_token_ids'),
    );
}

type Row = ReturnType<typeof selectApps> extends SelectQueryBuilder<Tables, 'apps', infer Selected> ? Selected : never;

function toApp(row: Row): App {
  return {
    appId: row.app_id,
    name: row.name,
    status: row.status,
    settings: readStoredSettings(row.settings),
    tokenSecret: row.token_secret,
    adminTokenVersion: row.admin_token_version,
    adminTokenIds: new Set(row.admin_token_ids?.split(' ')),
    createdAtMs: row.created_at,
  };
}
