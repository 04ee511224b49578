import type { AppId, UserId } from '@warbler/protocol';
import type { Database } from '../storage/index.ts';

/** Whom a user blocks, in ascending order. */
export async function listBlocked({ query }: Database, appId: AppId, userId: UserId): Promise<readonly UserId[]> {
  const rows = await query
    .selectFrom('roster')
    .select('roster_id')
    .where('app_id', '=', appId)
    .where('user_id', '=', userId)
    .where('is_blocked', '=', 1)
    .orderBy('roster_id')
    .execute();
  return rows.map((row) => row.roster_id);
}
