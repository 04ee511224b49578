import type { ConversationId } from '@warbler/protocol';
import type { ConversationUnread } from './sql/list-unread.ts';

/** The conversations with unread messages, which clients fetch by themselves. */
export function withUnread(conversations: readonly ConversationUnread[]): ReadonlySet<ConversationId> {
  return new Set(conversations.filter(({ unreadCount }) => unreadCount > 0).map(({ conversation }) => conversation));
}
