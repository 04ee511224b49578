import { type AppId, RosterNoticeType, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { Relation } from '../relation.ts';
import { type RosterChange, tell } from './roster-change.ts';
import { findTie, setRelation } from './ties.ts';

/** A deleted user is taken out of rosters. */
export interface DepartInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly nowMs: number;
  /** Peers in one go at most. */
  readonly limit: number;
}

/** Whom it concerned, and what to tell them. */
export type RosterDeparture = RosterChange & { readonly peers: readonly UserId[] };

/**
 * Ends friendships of a deleted user, and what they noted about others. A friend keeps them as a former one with what the
 * friend noted: a tombstone. Blocks of others stay. Applications from and to the user are withdrawn.
 *
 * @returns the peers; fewer than the limit mean that none is left
 */
export function departRosters(store: StoreContext, input: DepartInput): RosterDeparture {
  const { appId, user, nowMs, limit } = input;
  withdrawApplications(store, input);
  const peers = store.statements
    .prepare('select roster_id from roster where app_id = ? and user_id = ? order by roster_id limit ?')
    .all(appId, user, limit)
    .map((row) => row.roster_id as UserId);
  const news = peers.flatMap((peer) => {
    store.statements
      .prepare('delete from roster where app_id = ? and user_id = ? and roster_id = ?')
      .run(appId, user, peer);
    const theirs = { appId, user: peer, peer: user };
    if (findTie(store, theirs)?.relation !== Relation.friend) return [];
    setRelation(store, theirs, { relation: Relation.deletedFriend, nowMs });
    const notice = { type: RosterNoticeType.REMOVED, from: user, to: peer };
    return tell(store, { appId, actor: user, nowMs }, [peer], notice);
  });
  return { news, peers };
}

function withdrawApplications({ statements }: StoreContext, { appId, user }: DepartInput): void {
  statements.prepare('delete from friend_applications where app_id = ? and to_id = ?').run(appId, user);
  statements.prepare('delete from friend_applications where app_id = ? and from_id = ?').run(appId, user);
}
