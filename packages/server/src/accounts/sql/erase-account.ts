import { erasePush } from '../../push/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { DeleteInput } from './delete-user.ts';

/** What a deleted user had set is gone. */
export function eraseAccount(store: StoreContext, { appId, user }: Omit<DeleteInput, 'nowMs'>): void {
  for (const table of ['user_settings', 'revoked_tokens', 'one_time_passwords'] as const) {
    store.statements.prepare(`delete from ${table} where app_id = ? and user_id = ?`).run(appId, user);
  }
  erasePush(store, { appId, user });
}
