import type { StoreContext } from '../../storage/index.ts';
import type { PushOwner } from './push-tokens.ts';

/** Nothing reaches a deleted user by a push any more. */
export function erasePush({ statements }: StoreContext, { appId, user }: PushOwner): void {
  for (const table of ['push_tokens', 'push_aliases', 'push_tags'] as const) {
    statements.prepare(`delete from ${table} where app_id = ? and user_id = ?`).run(appId, user);
  }
}
