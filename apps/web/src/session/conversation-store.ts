import { type ConversationId, isGroupId, type MessageId, parseGroupId, type UserId } from '@warbler/protocol';
import type { Client, Conversation, DeletionScope, Profile } from '@warbler/sdk';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { useSession } from './session-store.ts';

/** The signed-in user's conversations as the client knows them, and who is typing in them. */
export const useConversations = defineStore('conversations', () => {
  const session = useSession();
  const list = shallowRef<readonly Conversation[]>([]);
  const totalUnread = ref(0);
  /** Whether an empty list means that there are no conversations, rather than that they are still on their way. */
  const hasLoaded = ref(false);
  /** Who types where; an entry lives until its typing runs out. */
  const typing = shallowRef<ReadonlyMap<ConversationId, UserId>>(new Map());
  const byId = computed(() => new Map(list.value.map((conversation) => [conversation.id, conversation])));

  watch(
    () => (session.phase === 'signedIn' ? session.client : undefined),
    (client, _previous, onCleanup) => {
      list.value = [];
      totalUnread.value = 0;
      hasLoaded.value = false;
      typing.value = new Map();
      if (!client) return;
      const stops = follow(client);
      onCleanup(() => {
        for (const stop of stops) stop();
      });
    },
    { immediate: true, flush: 'sync' },
  );

  function follow(client: Client): readonly (() => void)[] {
    const timers = new Map<ConversationId, ReturnType<typeof setTimeout>>();
    const read = () => {
      list.value = pinnedFirst(client.conversations());
      totalUnread.value = client.totalUnread;
      hasLoaded.value = list.value.length > 0 || client.isSynced;
    };
    const stopTyping = (conversationId: ConversationId) => {
      clearTimeout(timers.get(conversationId));
      timers.delete(conversationId);
      const rest = new Map(typing.value);
      rest.delete(conversationId);
      typing.value = rest;
    };
    read();
    return [
      client.on('conversations', read),
      client.on('profiles', read),
      client.on('typing', ({ conversationId, userId, untilMs }) => {
        stopTyping(conversationId);
        const leftMs = untilMs - Date.now();
        if (leftMs <= 0) return;
        typing.value = new Map(typing.value).set(conversationId, userId);
        timers.set(
          conversationId,
          setTimeout(() => stopTyping(conversationId), leftMs),
        );
      }),
      () => {
        for (const timer of timers.values()) clearTimeout(timer);
      },
    ];
  }

  /** Finds a user by the exact user name. @throws ImError `userNotFound`. */
  function findUser(name: string): Promise<Profile> {
    return session.requireClient().findUser(name);
  }

  /** Makes sure that a conversation with the user is in the list. */
  function openWith(userId: UserId): void {
    session.requireClient().openConversation(userId);
  }

  /**
   * Makes sure that a conversation is in the list, if it is one that the user can open: with a person, or with a group
   * that he is in. Tells whether it is.
   */
  async function openById(id: ConversationId): Promise<boolean> {
    if (id === 0) return false;
    if (isGroupId(id)) {
      const { groups } = session.requireClient();
      const groupId = parseGroupId(id);
      const group = groups.get(groupId) ?? (await groups.load(groupId).catch(() => undefined));
      if (!group || group.myRole === 'none') return false;
    }
    session.requireClient().openConversation(id);
    return true;
  }

  /** Marks everything in a conversation as read. */
  function markRead(id: ConversationId): Promise<void> {
    return session.requireClient().markRead(id);
  }

  function markUnread(id: ConversationId, messageId: MessageId): Promise<void> {
    return session.requireClient().markUnread(id, messageId);
  }

  /** Keeps a conversation above the others, on all devices. */
  function setPinned(id: ConversationId, isPinned: boolean): Promise<void> {
    return session.requireClient().setPinned(id, isPinned);
  }

  function remove(id: ConversationId, where: DeletionScope): Promise<void> {
    return session.requireClient().deleteConversation(id, where);
  }

  return {
    list,
    byId,
    totalUnread,
    hasLoaded,
    typing,
    findUser,
    openWith,
    openById,
    markRead,
    markUnread,
    setPinned,
    remove,
  };
});

function pinnedFirst(conversations: readonly Conversation[]): readonly Conversation[] {
  const pinned = conversations.filter(({ isPinned }) => isPinned);
  return pinned.length === 0 ? conversations : [...pinned, ...conversations.filter(({ isPinned }) => !isPinned)];
}
