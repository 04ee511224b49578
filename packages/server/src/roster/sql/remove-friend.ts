import { RosterNoticeType } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { Relation } from '../relation.ts';
import { type RosterAction, requireOther } from '../roster-action.ts';
import { type RosterChange, tell, UNCHANGED } from './roster-change.ts';
import { findTie, requireUser, setRelation } from './ties.ts';

/**
 * Ends a friendship, for both. Who is no friend any more stays so: clients show lists that are out of date.
 *
 * @throws ImError `invalidParameter` for oneself, `userNotFound`
 */
export function removeFriend(store: StoreContext, action: RosterAction): RosterChange {
  const { appId, actor, peer, nowMs } = action;
  requireOther(action);
  requireUser(store, { appId, user: peer, mayBeDeleted: true });
  if (findTie(store, { appId, user: actor, peer })?.relation !== Relation.friend) return UNCHANGED;
  const relation = Relation.deletedFriend;
  setRelation(store, { appId, user: actor, peer }, { relation, nowMs });
  setRelation(store, { appId, user: peer, peer: actor }, { relation, nowMs });
  return { news: tell(store, action, [peer, actor], { type: RosterNoticeType.REMOVED, from: actor, to: peer }) };
}
