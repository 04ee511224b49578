import type { AppId, UserId } from '@warbler/protocol';
import { type Awaitable, andThen } from '../awaitable.ts';
import { type Caches, createCaches } from '../cache/index.ts';
import type { Database } from '../storage/index.ts';
import { listBlocked } from './list-blocked.ts';
import { Relation } from './relation.ts';

/** Most users block nobody, so an entry is small; this many serve the users online at once on one node. */
const BLOCK_LISTS_CACHED_MAX = 50_000;

/** Asked only where friendship is needed: one entry is one pair of users that write to each other. */
const PAIRS_CACHED_MAX = 100_000;

/** One user wants to write to another. */
export interface MessageRoute {
  readonly appId: AppId;
  readonly sender: UserId;
  readonly receiver: UserId;
}

/** Why a message may not reach its receiver. */
export type MessageProblem = 'blockedByPeer' | 'notFriend';

/** Knows who may write to whom, from memory after the first time. */
export interface MessageGate {
  /** What keeps a message out; undefined when nothing does. */
  problem(route: MessageRoute): Awaitable<MessageProblem | undefined>;
  /** Two users are to each other what they were not before. Call it once that is durable. */
  forget(appId: AppId, one: UserId, other: UserId): void;
}

/** Opens the gate. An app that lets strangers write never asks who is whose friend. */
export function createMessageGate({
  database,
  acceptsStrangers,
  caches = createCaches(),
}: {
  readonly database: Database;
  readonly acceptsStrangers: (appId: AppId) => Awaitable<boolean>;
  /** Absent: caches of its own, for a node that is alone. */
  readonly caches?: Caches;
}): MessageGate {
  const blockLists = caches.make<ReadonlySet<UserId>>('block lists', BLOCK_LISTS_CACHED_MAX);
  const friendships = caches.make<boolean>('friendships', PAIRS_CACHED_MAX);
  const blockedBy = (appId: AppId, user: UserId) =>
    blockLists.get(`${user} ${appId}`, async () => new Set(await listBlocked(database, appId, user)));
  const strangerProblem = (route: MessageRoute) =>
    andThen(
      friendships.get(pairKey(route), () => isFriend(database, route)),
      (areFriends): MessageProblem | undefined => (areFriends ? undefined : 'notFriend'),
    );

  return {
    problem(route) {
      const { appId, sender, receiver } = route;
      if (sender === receiver) return undefined;
      return andThen(blockedBy(appId, receiver), (blocked) => {
        if (blocked.has(sender)) return 'blockedByPeer';
        return andThen(acceptsStrangers(appId), (isOpen) => (isOpen ? undefined : strangerProblem(route)));
      });
    },
    forget(appId, one, other) {
      for (const [sender, receiver] of [[one, other] as const, [other, one] as const]) {
        blockLists.forget(`${receiver} ${appId}`);
        friendships.forget(pairKey({ appId, sender, receiver }));
      }
    },
  };
}

function pairKey({ appId, sender, receiver }: MessageRoute): string {
  return `${receiver} ${sender} ${appId}`;
}

/** A receiver who is blocked by the sender is still their friend: the sender may write. */
async function isFriend({ query }: Database, { appId, sender, receiver }: MessageRoute): Promise<boolean> {
  const row = await query
    .selectFrom('roster')
    .select('relation')
    .where('app_id', '=', appId)
    .where('user_id', '=', receiver)
    .where('roster_id', '=', sender)
    .executeTakeFirst();
  return row?.relation === Relation.friend;
}
