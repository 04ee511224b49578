import type { Conversation, ConversationId, Profile } from '../session/index.ts';
import { filterConversations, filterProfiles } from './filter.ts';

/** Something that the finder offers to open. */
export type Candidate =
  | { readonly kind: 'conversation'; readonly key: string; readonly conversation: Conversation }
  | { readonly kind: 'friend'; readonly key: string; readonly profile: Profile }
  | { readonly kind: 'lookup'; readonly key: 'lookup'; readonly name: string };

/** Enough to choose from at a glance; more typing narrows it down. */
const conversationsShown = 6;
const friendsShown = 20;

/**
 * What the finder offers for a query: conversations, then friends without one, then looking the exact user name up on
 * the server. An empty query offers the newest conversations and all friends.
 */
export function findCandidates(
  query: string,
  { conversations, friends }: { readonly conversations: readonly Conversation[]; readonly friends: readonly Profile[] },
): readonly Candidate[] {
  const name = query.trim();
  const open = filterConversations(conversations, name).slice(0, conversationsShown);
  const known = new Set<ConversationId | Profile['userId']>(open.map((conversation) => conversation.id));
  const others = filterProfiles(friends, name)
    .filter((profile) => !known.has(profile.userId))
    .slice(0, friendsShown);
  return [
    ...open.map((conversation): Candidate => ({ kind: 'conversation', key: `c${conversation.id}`, conversation })),
    ...others.map((profile): Candidate => ({ kind: 'friend', key: `f${profile.userId}`, profile })),
    ...(name ? [{ kind: 'lookup', key: 'lookup', name } as const] : []),
  ];
}
