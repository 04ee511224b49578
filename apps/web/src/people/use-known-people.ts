import { type ComputedRef, computed } from 'vue';
import { displayName, type Profile, parseUserId, useConversations, useSession } from '../session/index.ts';

/** Everyone the user can ask into a group: friends, and those he talks with; by name. */
export function useKnownPeople(): ComputedRef<readonly Profile[]> {
  const session = useSession();
  const conversations = useConversations();
  return computed(() => {
    const known = new Map(session.friends.map((friend) => [friend.userId, friend]));
    for (const conversation of conversations.list) {
      if (conversation.kind !== 'user') continue;
      const userId = parseUserId(conversation.id);
      const profile = known.has(userId) ? undefined : session.profileOf(userId);
      if (profile) known.set(userId, profile);
    }
    if (session.me) known.delete(session.me.userId);
    return [...known.values()].sort((one, other) => displayName(one).localeCompare(displayName(other)));
  });
}
