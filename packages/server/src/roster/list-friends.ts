import type { AppId, UserId } from '@warbler/protocol';
import type { Database } from '../storage/index.ts';
import { Relation } from './relation.ts';

/** Which part of the list is wanted. */
export interface FriendPageRequest {
  /** Only friends with a higher id; from the start when absent. */
  readonly after?: UserId;
  /** How many at most; all when absent, since deployed web clients never ask for a second page. */
  readonly limit?: number;
}

/** A part of the list of friends. */
export interface FriendPage {
  readonly friendIds: readonly UserId[];
  /** Where the next page begins; absent on the last one. */
  readonly nextAfter?: UserId;
}

/** The ids of a user's friends in ascending order, without those who are blocked. */
export async function listFriends(
  database: Database,
  user: { readonly appId: AppId; readonly userId: UserId },
  { after, limit }: FriendPageRequest,
): Promise<FriendPage> {
  let friends = friendsOf(database, user).select('roster_id');
  if (after !== undefined) friends = friends.where('roster_id', '>', after);
  // One more than asked for tells whether there is another page.
  if (limit !== undefined) friends = friends.limit(limit + 1);
  const friendIds = (await friends.execute()).map((row) => row.roster_id);
  if (limit === undefined || friendIds.length <= limit) return { friendIds };
  const page = friendIds.slice(0, limit);
  const last = page.at(-1);
  return last === undefined ? { friendIds: page } : { friendIds: page, nextAfter: last };
}

/** A friend with their user name. */
export interface NamedFriend {
  readonly userId: UserId;
  readonly username: string;
}

/** All friends of a user with their names, by id. */
export async function listNamedFriends(
  database: Database,
  user: { readonly appId: AppId; readonly userId: UserId },
): Promise<readonly NamedFriend[]> {
  const rows = await friendsOf(database, user)
    .innerJoin('users', (join) =>
      join.onRef('users.app_id', '=', 'roster.app_id').onRef('users.user_id', '=', 'roster.roster_id'),
    )
    .select(['roster.roster_id', 'users.username'])
    .execute();
  return rows.map((row) => ({ userId: row.roster_id, username: row.username }));
}

function friendsOf({ query }: Database, { appId, userId }: { readonly appId: AppId; readonly userId: UserId }) {
  return query
    .selectFrom('roster')
    .where('roster.app_id', '=', appId)
    .where('roster.user_id', '=', userId)
    .where('roster.is_blocked', '=', 0)
    .where('roster.relation', '=', Relation.friend)
    .orderBy('roster.roster_id');
}
