import { type ComputedRef, computed } from 'vue';
import { useTexts } from '../i18n/use-texts.ts';
import type { Conversation } from '../session/index.ts';

/** The name to show for a conversation; the system's is in the user's language. */
export function useConversationTitle(conversation: () => Conversation | undefined): ComputedRef<string> {
  const { text } = useTexts();
  return computed(() => {
    const current = conversation();
    return current?.kind === 'system' ? text('conversations.system') : (current?.title ?? '');
  });
}
