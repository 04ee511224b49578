import type { ConversationId, MessageId } from '@warbler/protocol';
import type { LocalMessageId, Message, OutgoingContent, ReceiptsPage } from '@warbler/sdk';
import { onScopeDispose, type Ref, ref, type ShallowRef, shallowRef } from 'vue';
import { useSession } from './session-store.ts';

/** A conversation on the screen: its loaded messages, and what the user can do with them. */
export interface OpenConversation {
  /** Oldest first; a new array at each change. */
  readonly messages: Readonly<ShallowRef<readonly Message[]>>;
  /** Whether there may be messages older than the loaded ones. */
  readonly hasMore: Readonly<Ref<boolean>>;
  readonly isLoadingOlder: Readonly<Ref<boolean>>;
  /** Whether the last attempt to load older messages failed. */
  readonly hasLoadFailed: Readonly<Ref<boolean>>;
  readonly loadOlder: () => Promise<void>;
  readonly send: (content: OutgoingContent) => void;
  readonly resend: (localId: LocalMessageId) => void;
  readonly recall: (messageId: MessageId) => Promise<void>;
  readonly remove: (messageId: MessageId) => Promise<void>;
  readonly edit: (messageId: MessageId, text: string) => Promise<void>;
  /** The conversation stays unread then, also on the screen, until it is opened anew or the user writes. */
  readonly markUnread: (messageId: MessageId) => Promise<void>;
  readonly isKeptUnread: Readonly<Ref<boolean>>;
  readonly markRead: () => Promise<void>;
  readonly receipts: (messageId: MessageId, which: 'read' | 'unread', cursor?: string) => Promise<ReceiptsPage>;
  readonly tellTyping: () => void;
}

/** Messages loaded at once when the user scrolls up: a few screens. */
const pageSize = 60;

/** Follows one conversation for as long as the component that calls it in `setup` lives. */
export function useOpenConversation(conversationId: ConversationId): OpenConversation {
  const session = useSession();
  const client = session.requireClient();
  const messages = shallowRef(client.messages(conversationId));
  const hasMore = ref(true);
  const isLoadingOlder = ref(false);
  const hasLoadFailed = ref(false);
  const isKeptUnread = ref(false);

  onScopeDispose(
    client.on('messages', (event) => {
      if (event.conversationId === conversationId) messages.value = client.messages(conversationId);
    }),
  );

  async function loadOlder(): Promise<void> {
    if (isLoadingOlder.value || !hasMore.value) return;
    isLoadingOlder.value = true;
    hasLoadFailed.value = false;
    try {
      const page = await client.history(conversationId, { limit: pageSize });
      hasMore.value = page.hasMore;
      messages.value = client.messages(conversationId);
    } catch {
      // Shown in the place where the older messages would be, with a button that tries again.
      hasLoadFailed.value = true;
    } finally {
      isLoadingOlder.value = false;
    }
  }

  return {
    messages,
    hasMore,
    isLoadingOlder,
    hasLoadFailed,
    loadOlder,
    isKeptUnread,
    send: (content) => {
      isKeptUnread.value = false;
      client.send(conversationId, content);
    },
    resend: (localId) => client.resend(localId),
    recall: (messageId) => client.recall(conversationId, messageId),
    remove: (messageId) => client.deleteMessage(conversationId, messageId),
    edit: (messageId, text) => client.edit(conversationId, messageId, text),
    markUnread: (messageId) => {
      isKeptUnread.value = true;
      return client.markUnread(conversationId, messageId);
    },
    receipts: (messageId, which, cursor) =>
      client.receipts(conversationId, messageId, { which, ...(cursor !== undefined && { cursor }) }),
    markRead: () => client.markRead(conversationId).catch(session.report),
    tellTyping: () => client.sendTyping(conversationId),
  };
}
