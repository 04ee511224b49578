import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { Relation } from '../relation.ts';
import { type RosterLimits, requireOther } from '../roster-action.ts';
import { befriend, requireRoomForFriends } from './befriend.ts';
import type { RosterChange } from './roster-change.ts';
import { countFriends, findTie, requireUser } from './ties.ts';

/** A user gets friends without being asked, nor they. */
export interface AddFriendsInput {
  readonly appId: AppId;
  readonly actor: UserId;
  /** Each once. */
  readonly peers: readonly UserId[];
  readonly nowMs: number;
  readonly limits: RosterLimits;
}

/**
 * Makes friends of a user and others, whatever their settings; blocks stay. All of them or none.
 *
 * @throws ImError `invalidParameter` for oneself, `userNotFound`, `userDeleted`, `friendLimit`
 */
export function addFriends(store: StoreContext, input: AddFriendsInput): RosterChange {
  const { appId, actor, peers, nowMs, limits } = input;
  for (const peer of peers) {
    requireOther({ actor, peer });
    requireUser(store, { appId, user: peer });
  }
  const added = peers.filter((peer) => findTie(store, { appId, user: actor, peer })?.relation !== Relation.friend);
  if (countFriends(store, appId, actor) + added.length > limits.friendsPerUser) throw new ImError('friendLimit');
  requireRoomForFriends(store, appId, added, limits);
  return { news: added.flatMap((peer) => befriend(store, { appId, actor, peer, nowMs })) };
}
