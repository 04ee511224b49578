import type { Conversation, ConversationId, Group, Profile } from '../session/index.ts';
import { filterConversations, filterProfiles, matchesQuery } from './filter.ts';

/** Something that the finder offers to open. */
export type Candidate =
  | { readonly kind: 'conversation'; readonly key: string; readonly conversation: Conversation }
  | { readonly kind: 'friend'; readonly key: string; readonly profile: Profile }
  | { readonly kind: 'group'; readonly key: string; readonly group: Group }
  | { readonly kind: 'groupLookup'; readonly key: 'groupLookup'; readonly id: number }
  | { readonly kind: 'lookup'; readonly key: 'lookup'; readonly name: string };

/** Enough to choose from at a glance; more typing narrows it down. */
const conversationsShown = 6;
const friendsShown = 20;
const groupsShown = 20;

/**
 * What the finder offers for a query: conversations, then friends and groups without one, then looking the exact user
 * name up on the server, or the group with that id. An empty query offers the newest conversations and all friends.
 */
export function findCandidates(
  query: string,
  {
    conversations,
    friends,
    groups,
  }: {
    readonly conversations: readonly Conversation[];
    readonly friends: readonly Profile[];
    readonly groups: readonly Group[];
  },
): readonly Candidate[] {
  const name = query.trim();
  const open = filterConversations(conversations, name).slice(0, conversationsShown);
  const known = new Set<ConversationId>(open.map((conversation) => conversation.id));
  const others = filterProfiles(friends, name)
    .filter((profile) => !known.has(profile.userId))
    .slice(0, friendsShown);
  const otherGroups = groups
    .filter((group) => !known.has(group.id) && matchesQuery(group.name, name))
    .slice(0, groupsShown);
  const number = /^\d{6,16}$/.test(name) ? Number(name) : 0;
  // Ids of groups are odd (XSYNC.md, Ids).
  const isGroupNumber = number % 2 === 1 && Number.isSafeInteger(number);
  return [
    ...open.map((conversation): Candidate => ({ kind: 'conversation', key: `c${conversation.id}`, conversation })),
    ...others.map((profile): Candidate => ({ kind: 'friend', key: `f${profile.userId}`, profile })),
    ...otherGroups.map((group): Candidate => ({ kind: 'group', key: `g${group.id}`, group })),
    ...(isGroupNumber ? [{ kind: 'groupLookup', key: 'groupLookup', id: number } as const] : []),
    ...(name && !isGroupNumber ? [{ kind: 'lookup', key: 'lookup', name } as const] : []),
  ];
}
