import type { AppId, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** A deleted user. */
export interface ErasedUser {
  readonly appId: AppId;
  readonly user: UserId;
}

/** Notes down that something is left of a user, within the unit that deletes them. */
export function noteErasure(
  { statements }: StoreContext,
  { appId, user, nowMs }: ErasedUser & { readonly nowMs: number },
): void {
  statements.prepare('insert into erasures (app_id, user_id, since) values (?, ?, ?)').run(appId, user, nowMs);
}

/** Nothing is left of a user. */
export function finishErasure({ statements }: StoreContext, { appId, user }: ErasedUser): void {
  statements.prepare('delete from erasures where app_id = ? and user_id = ?').run(appId, user);
}

/** Of whom something is left, the longest waiting first. */
export function listErasures({ statements }: StoreContext): readonly ErasedUser[] {
  return statements
    .prepare('select app_id, user_id from erasures order by since, user_id')
    .all()
    .map((row) => ({ appId: row.app_id as AppId, user: row.user_id as UserId }));
}
