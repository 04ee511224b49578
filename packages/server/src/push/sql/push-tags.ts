import { ImError } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { PushOwner } from './push-tokens.ts';

/** Tags that a user gets or loses. */
export interface TagsInput extends PushOwner {
  readonly tags: readonly string[];
}

/** The tags of a user, in their order. */
export function listTags({ statements }: StoreContext, { appId, user }: PushOwner): readonly string[] {
  return statements
    .prepare('select tag from push_tags where app_id = ? and user_id = ? order by tag')
    .all(appId, user)
    .map((row) => row.tag as string);
}

/** Gives a user tags beside those that they have. All of them or none. @throws ImError `tooManyPushTags` */
export function addTags(store: StoreContext, { tagsMax, ...input }: TagsInput & { readonly tagsMax: number }): void {
  const { appId, user, tags } = input;
  const all = new Set([...listTags(store, input), ...tags]);
  if (all.size > tagsMax) throw new ImError('tooManyPushTags', { message: `a user may have ${tagsMax} push tags` });
  for (const tag of tags) store.statements.prepare(ADD).run(appId, user, tag);
}

const ADD = 'insert into push_tags (app_id, user_id, tag) values (?, ?, ?) on conflict do nothing';

/** Takes tags away; those that the user does not have are passed over. */
export function removeTags({ statements }: StoreContext, { appId, user, tags }: TagsInput): void {
  for (const tag of tags) {
    statements.prepare('delete from push_tags where app_id = ? and user_id = ? and tag = ?').run(appId, user, tag);
  }
}

/** Takes all tags away. */
export function clearTags({ statements }: StoreContext, { appId, user }: PushOwner): void {
  statements.prepare('delete from push_tags where app_id = ? and user_id = ?').run(appId, user);
}
