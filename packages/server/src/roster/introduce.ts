import type { AppId, UserId } from '@warbler/protocol';
import type { Clock } from '../clock.ts';
import type { Database } from '../storage/index.ts';
import { Relation } from './relation.ts';

/** Makes friends of two users. Where one has a relation to the other already, that one stays as it is. */
export async function introduce(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { appId, one, other }: { readonly appId: AppId; readonly one: UserId; readonly other: UserId },
): Promise<void> {
  const rows = [
    { user_id: one, roster_id: other },
    { user_id: other, roster_id: one },
  ];
  await database.query
    .insertInto('roster')
    .values(
      rows.map((row) => ({
        ...row,
        app_id: appId,
        relation: Relation.friend,
        alias: '',
        ext: '',
        mute_notification: 0,
        created_at: clock.now(),
      })),
    )
    .onConflict((conflict) => conflict.columns(['app_id', 'user_id', 'roster_id']).doNothing())
    .execute();
}
