import { randomBytes, randomInt } from 'node:crypto';
import { type AppId, ImError, parseAppId } from '@warbler/protocol';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { type Database, UniqueViolation } from '../storage/index.ts';
import { FIRST_ADMIN_TOKEN } from './admin-tokens.ts';
import { AppStatus } from './app.ts';
import type { AppSettingsChange } from './app-settings.ts';
import { toStoredChange } from './stored-settings.ts';
import { requireAppName, requireSettings } from './update-app.ts';

/** HS256 wants a key as long as its hash. */
const TOKEN_SECRET_BYTES = 32;

/** Ids that are made are like those of the deployed cloud (product.md section 1.2): 56 bits, in letters. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const MADE_ID_LENGTH = 12;

/** Ids that are chosen stand in addresses and file names as they are. */
const CHOSEN_ID = /^[a-z][a-z0-9_-]{1,63}$/;

/** A new app as its maker describes it. */
export interface NewApp {
  readonly appId: AppId;
  readonly name: string;
  readonly settings?: AppSettingsChange;
}

/**
 * Stores a new app with a token secret of its own and its first admin token.
 *
 * @param appsMax how many apps there may be
 * @throws ImError `appExists`, `appLimit`, `invalidParameter` for a name or a setting out of its range
 */
export async function createApp(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { appId, name, settings = {} }: NewApp,
  appsMax: number,
): Promise<void> {
  requireAppName(name);
  requireSettings(settings);
  const { query } = database;
  const createdAtMs = clock.now();
  const tokenSecret = randomBytes(TOKEN_SECRET_BYTES).toString('base64url');
  const insertApp = query
    .insertInto('apps')
    .columns(['app_id', 'name', 'status', 'settings', 'token_secret', 'admin_token_version', 'created_at'])
    .expression(
      query
        .selectNoFrom([
          sql`${appId}`.as('app_id'),
          sql`${name}`.as('name'),
          sql`${AppStatus.normal}`.as('status'),
          sql`json_patch('{}', ${toStoredChange(settings)})`.as('settings'),
          sql`${tokenSecret}`.as('token_secret'),
          sql`0`.as('admin_token_version'),
          sql`${createdAtMs}`.as('created_at'),
        ])
        .where(sql<number>`(select count(*) from apps)`, '<', appsMax),
    );
  const insertToken = query
    .insertInto('admin_tokens')
    .columns(['app_id', 'token_id', 'name', 'created_at', 'last_used_day'])
    .expression(
      query
        .selectFrom('apps')
        .select([
          'app_id',
          sql`${FIRST_ADMIN_TOKEN}`.as('token_id'),
          sql`${FIRST_ADMIN_TOKEN}`.as('name'),
          sql`${createdAtMs}`.as('created_at'),
          sql`''`.as('last_used_day'),
        ])
        // The app that was made just now: at the bound, one that was there before keeps what it has.
        .where('token_secret', '=', tokenSecret),
    );
  try {
    const [inserted] = await database.transact([insertApp, insertToken]);
    if (inserted?.changes === 1) return;
  } catch (error) {
    if (error instanceof UniqueViolation) throw new ImError('appExists', { cause: error });
    throw error;
  }
  throw new ImError('appLimit', { message: `this server has at most ${appsMax} apps` });
}

/** The id that somebody chose for an app. @throws ImError `invalidParameter` */
export function readChosenAppId(text: string): AppId {
  if (CHOSEN_ID.test(text)) return parseAppId(text);
  throw new ImError('invalidParameter', {
    message: 'invalid request parameter: app_id must be 2 to 64 small letters, digits, "_" or "-", a letter in front',
    details: { parameter: 'app_id' },
  });
}

/** An id for an app that nobody chose one for. */
export function makeAppId(): AppId {
  return parseAppId(Array.from({ length: MADE_ID_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join(''));
}
