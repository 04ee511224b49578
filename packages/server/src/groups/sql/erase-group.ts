import { eraseFiles } from '../../files/sql.ts';
import { eraseLog, findLog, groupKeyOf } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { GroupAction } from '../group.ts';

const TABLES = [
  'group_members',
  'group_kicks',
  'group_blocks',
  'group_requests',
  'group_announcements',
  'group_files',
  'groups',
] as const;

/**
 * Erases a group in which nobody is any more but the deleted user, with all that was said there, some messages at a time.
 * From the first of them on nobody comes in.
 *
 * @returns whether nothing is left of it
 */
export function eraseGroup(
  store: StoreContext,
  { appId, group, actor: owner, nowMs }: GroupAction,
  messagesMax: number,
): boolean {
  const { changes } = store.statements
    .prepare('update groups set status = 1, updated_at = ? where app_id = ? and group_id = ? and status = 0')
    .run(nowMs, appId, group);
  store.statements.prepare('update group_counts set living = living - ? where app_id = ?').run(changes, appId);
  const log = findLog(store, groupKeyOf(appId, group));
  if (log !== undefined && !eraseLog(store, log.id, messagesMax)) return false;
  if (!eraseFiles(store, { appId, owner, to: group, limit: messagesMax })) return false;
  for (const table of TABLES) {
    store.statements.prepare(`delete from ${table} where app_id = ? and group_id = ?`).run(appId, group);
  }
  return true;
}
