import type { ConversationId, UserId } from '@warbler/protocol';
import type { DeliveredMeta } from '../../messages/index.ts';
import { appendNotice, groupKeyOf, tellUser } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { GroupAction } from '../group.ts';
import { type GroupNoticeText, groupNotice } from '../group-notice.ts';

/** What a change of a group brought: the notices to deliver, and who came and went. */
export interface GroupChange {
  readonly news: readonly DeliveredMeta[];
  readonly joined: readonly UserId[];
  readonly left: readonly UserId[];
  /** Who made them come or go, when no notice of it is stored: those who are online are told all the same. */
  readonly toldInPassingBy?: UserId;
}

/** A change that only tells. */
export function telling(...news: readonly DeliveredMeta[]): GroupChange {
  return { news, joined: [], left: [] };
}

/** Tells the whole group, in its own stream. */
export function tellGroup(store: StoreContext, action: GroupAction, notice: GroupNoticeText): DeliveredMeta {
  const to = action.group as ConversationId as UserId;
  const pair = groupKeyOf(action.appId, action.group);
  return appendNotice(store, groupNotice(action, notice), { pair, to, audience: 'everyone' });
}

/** Tells one person, in the system conversation. */
export function tellMember(
  store: StoreContext,
  action: GroupAction,
  user: UserId,
  notice: GroupNoticeText,
): DeliveredMeta {
  return tellUser(store, user, groupNotice(action, notice));
}
