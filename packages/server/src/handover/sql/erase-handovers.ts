import type { AppId, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** Nothing that a deleted user has handed over waits any more. */
export function eraseHandovers(
  { statements }: StoreContext,
  { appId, user }: { readonly appId: AppId; readonly user: UserId },
): void {
  statements.prepare('delete from handed_secrets where app_id = ? and user_id = ?').run(appId, user);
  statements.prepare('delete from qr_logins where app_id = ? and (user_id = ? or asker_id = ?)').run(appId, user, user);
}
