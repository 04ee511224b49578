import { type AppId, ImError, RosterNoticeType, type UserId } from '@warbler/protocol';
import type { DeliveredMeta } from '../../messages/index.ts';
import type { StoreContext } from '../../storage/index.ts';
import { Relation } from '../relation.ts';
import type { RosterAction, RosterLimits } from '../roster-action.ts';
import { settleApplications } from './applications.ts';
import { tell } from './roster-change.ts';
import { countFriends, setRelation } from './ties.ts';

/** Both lists must have room. Ask before the first write. @throws ImError `friendLimit` */
export function requireRoomForFriends(
  store: StoreContext,
  appId: AppId,
  users: readonly UserId[],
  { friendsPerUser }: RosterLimits,
): void {
  if (users.some((user) => countFriends(store, appId, user) >= friendsPerUser)) throw new ImError('friendLimit');
}

/** Makes friends of the two, settles what waited between them, and tells each that the other is in their list now. */
export function befriend(
  store: StoreContext,
  action: RosterAction,
  aliases: { readonly ofActor?: string; readonly ofPeer?: string } = {},
): readonly DeliveredMeta[] {
  const { appId, actor, peer, nowMs } = action;
  const relation = Relation.friend;
  setRelation(store, { appId, user: actor, peer }, { relation, alias: aliases.ofPeer ?? '', nowMs });
  setRelation(store, { appId, user: peer, peer: actor }, { relation, alias: aliases.ofActor ?? '', nowMs });
  settleApplications(store, action);
  // Web clients put `from` into the list of the one in `to`, so each side hears of it from the other.
  return [
    ...tell(store, action, [peer], { type: RosterNoticeType.ADDED, from: actor, to: peer }),
    ...tell(store, action, [actor], { type: RosterNoticeType.ADDED, from: peer, to: actor }),
  ];
}
