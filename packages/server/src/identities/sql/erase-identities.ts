import type { AppId, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** Nothing but a deleted user's row knows them any more; the row itself is emptied by whoever deletes them. */
export function eraseIdentities(
  { statements }: StoreContext,
  { appId, user }: { readonly appId: AppId; readonly user: UserId },
): void {
  for (const table of ['mobile_proofs', 'user_verifications', 'open_ids'] as const) {
    statements.prepare(`delete from ${table} where app_id = ? and user_id = ?`).run(appId, user);
  }
}
