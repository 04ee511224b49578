import { randomBytes } from 'node:crypto';
import { type AppId, ImError } from '@warbler/protocol';
import { sql } from 'kysely';
import type { Database } from '../storage/index.ts';

/**
 * The id of the token that every app is made with. Tokens from before tokens had ids are this one too, so revoking it
 * ends them.
 */
export const FIRST_ADMIN_TOKEN = 'first';

/** 96 random bits: two tokens of an app never share an id. */
const TOKEN_ID_BYTES = 12;

const NAME_MAX = 100;

/** An admin token of an app, as its record says; the token itself is shown once and not kept. */
export interface AdminToken {
  readonly tokenId: string;
  readonly name: string;
  readonly createdAtMs: number;
  /** The day (UTC) on which it was used last, as `2026-01-31`; empty when it never was. */
  readonly lastUsedDay: string;
}

/** The admin tokens of an app that count, the oldest first. Bounded by `adminTokensPerApp`. */
export async function listAdminTokens({ query }: Database, appId: AppId): Promise<readonly AdminToken[]> {
  const rows = await query
    .selectFrom('admin_tokens')
    .selectAll()
    .where('app_id', '=', appId)
    .orderBy('created_at')
    .orderBy('token_id')
    .execute();
  return rows.map((row) => ({
    tokenId: row.token_id,
    name: row.name,
    createdAtMs: row.created_at,
    lastUsedDay: row.last_used_day,
  }));
}

/** One more admin token. @throws ImError `invalidParameter` for its name, `adminTokenLimit` */
export async function addAdminToken(
  { query }: Database,
  appId: AppId,
  { name, nowMs, max }: { readonly name: string; readonly nowMs: number; readonly max: number },
): Promise<AdminToken> {
  if (name.trim() === '' || name.length > NAME_MAX) {
    throw new ImError('invalidParameter', {
      message: `invalid request parameter: name must be 1 to ${NAME_MAX} characters`,
      details: { parameter: 'name' },
    });
  }
  const tokenId = randomBytes(TOKEN_ID_BYTES).toString('base64url');
  const added = await query
    .insertInto('admin_tokens')
    .columns(['app_id', 'token_id', 'name', 'created_at', 'last_used_day'])
    .expression(
      query
        .selectNoFrom([
          sql`${appId}`.as('app_id'),
          sql`${tokenId}`.as('token_id'),
          sql`${name}`.as('name'),
          sql`${nowMs}`.as('created_at'),
          sql`''`.as('last_used_day'),
        ])
        .where(sql<number>`(select count(*) from admin_tokens where app_id = ${appId})`, '<', max),
    )
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 1n) return { tokenId, name, createdAtMs: nowMs, lastUsedDay: '' };
  throw new ImError('adminTokenLimit', { message: `an app has at most ${max} admin tokens, revoke one first` });
}

/** A token counts no more. @throws ImError `notFound` */
export async function revokeAdminToken({ query }: Database, appId: AppId, tokenId: string): Promise<void> {
  const revoked = await query
    .deleteFrom('admin_tokens')
    .where('app_id', '=', appId)
    .where('token_id', '=', tokenId)
    .executeTakeFirst();
  if (revoked.numDeletedRows === 0n) throw new ImError('notFound', { message: 'the app has no such admin token' });
}

/** Notes on which day tokens are used, writing once a day and token. */
export interface TokenUses {
  /** The token is being used. Nobody waits for it to be written. */
  note(appId: AppId, tokenId: string): void;
}

/** Far more tokens than are used in a day; beyond it some days are written twice. */
const NOTED_MAX = 100_000;

/** Starts noting. */
export function createTokenUses({
  database,
  now,
  onProblem,
}: {
  readonly database: Database;
  readonly now: () => number;
  readonly onProblem: (error: unknown) => void;
}): TokenUses {
  const noted = new Map<string, string>();
  return {
    note(appId, tokenId) {
      const key = `${tokenId} ${appId}`;
      const day = new Date(now()).toISOString().slice(0, 10);
      if (noted.get(key) === day) return;
      if (noted.size >= NOTED_MAX) noted.clear();
      noted.set(key, day);
      writeUse(database, { appId, tokenId, day }).catch((error) => {
        noted.delete(key);
        onProblem(error);
      });
    },
  };
}

async function writeUse(
  { query }: Database,
  { appId, tokenId, day }: { readonly appId: AppId; readonly tokenId: string; readonly day: string },
): Promise<void> {
  await query
    .updateTable('admin_tokens')
    .set({ last_used_day: day })
    .where('app_id', '=', appId)
    .where('token_id', '=', tokenId)
    .execute();
}
