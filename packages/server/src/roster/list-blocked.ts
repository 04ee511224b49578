import type { AppId, UserId } from '@warbler/protocol';
import type { Database } from '../storage/index.ts';
import { Relation } from './relation.ts';

/** Whom a user blocked. */
export async function listBlocked({ query }: Database, appId: AppId, userId: UserId): Promise<ReadonlySet<UserId>> {
  const rows = await query
    .selectFrom('roster')
    .select('roster_id')
    .where('app_id', '=', appId)
    .where('user_id', '=', userId)
    .where('relation', '=', Relation.blocked)
    .execute();
  return new Set(rows.map((row) => row.roster_id));
}
