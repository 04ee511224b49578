import { useRouter } from 'vue-router';
import { type ConversationId, type UserId, useConversations } from '../session/index.ts';

/** Leads to the chat with a person, which begins there if it has not yet, or to a conversation that is in the list. */
export function useOpenChat(): {
  readonly withPerson: (userId: UserId) => Promise<void>;
  readonly open: (id: ConversationId) => Promise<void>;
} {
  const conversations = useConversations();
  const router = useRouter();

  async function open(id: ConversationId): Promise<void> {
    await router.push({ name: 'chat', params: { conversationId: String(id) } });
  }

  async function withPerson(userId: UserId): Promise<void> {
    conversations.openWith(userId);
    await open(userId);
  }

  return { withPerson, open };
}
