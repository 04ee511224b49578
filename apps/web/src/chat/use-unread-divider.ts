import { type Ref, ref, watch } from 'vue';
import type { Message } from '../session/index.ts';
import { firstUnread } from './rows.ts';

/** The divider above the messages that came while the user was not looking. */
export interface UnreadDivider {
  /** The message below the divider. */
  readonly firstUnreadId: Readonly<Ref<string | undefined>>;
  /** Puts it above a message that the user marked as unread; there it stays. */
  readonly pin: (id: string) => void;
  readonly clear: () => void;
}

/**
 * Where the divider stands: above the unread messages, counted from the newest. It stays there while the user reads
 * them, and moves when the next ones come unseen.
 */
export function useUnreadDivider({
  messages,
  unreadCount,
  isReading,
}: {
  readonly messages: () => readonly Message[];
  readonly unreadCount: () => number;
  readonly isReading: () => boolean;
}): UnreadDivider {
  const firstUnreadId = ref<string>();
  let isPinned = false;
  watch(
    [messages, unreadCount],
    () => {
      if (unreadCount() > 0 && !isReading() && !isPinned) firstUnreadId.value = firstUnread(messages(), unreadCount());
    },
    { immediate: true },
  );
  return {
    firstUnreadId,
    pin: (id) => {
      isPinned = true;
      firstUnreadId.value = id;
    },
    clear: () => {
      isPinned = false;
      firstUnreadId.value = undefined;
    },
  };
}
