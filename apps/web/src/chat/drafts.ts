import { defineStore } from 'pinia';
import { type ComputedRef, computed, reactive } from 'vue';
import { type ConversationId, useSession } from '../session/index.ts';

/** What the user has typed and not sent, for each conversation. Kept in this browser across reloads. */
export const useDrafts = defineStore('drafts', () => {
  const session = useSession();
  const texts = reactive(new Map<string, string>());
  const keyOf = (conversationId: ConversationId) =>
    `warbler.draft.${session.appId}.${session.me?.userId ?? 0}.${conversationId}`;

  function read(conversationId: ConversationId): string {
    const key = keyOf(conversationId);
    return texts.get(key) ?? localStorage.getItem(key) ?? '';
  }

  function write(conversationId: ConversationId, text: string): void {
    const key = keyOf(conversationId);
    texts.set(key, text);
    try {
      if (text) localStorage.setItem(key, text);
      else localStorage.removeItem(key);
    } catch {
      // The browser's storage is full: the draft lives until the reload.
    }
  }

  return { read, write };
});

/** The draft of a conversation; follows it. */
export function useDraft(conversationId: () => ConversationId): ComputedRef<string> {
  const drafts = useDrafts();
  return computed(() => drafts.read(conversationId()));
}
