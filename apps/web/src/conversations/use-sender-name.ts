import { type ComputedRef, computed } from 'vue';
import { useTexts } from '../i18n/use-texts.ts';
import { type Conversation, displayName, useSession } from '../session/index.ts';

/**
 * Who said the last thing in a group; empty where it needs no saying. Not his name in the group, for which the members
 * of every group in the list would have to be loaded.
 */
export function useSenderName(conversation: () => Conversation): ComputedRef<string> {
  const session = useSession();
  const { text } = useTexts();
  return computed(() => {
    const { kind, lastMessage } = conversation();
    if (kind !== 'group' || !lastMessage) return '';
    if (lastMessage.isOwn) return text('chat.you');
    const profile = session.profileOf(lastMessage.from);
    return profile ? displayName(profile) : '';
  });
}
