export { type ConversationStore, createConversationStore } from './conversation-store.ts';
export { CursorBook, type CursorKey } from './cursor-book.ts';
export { createPins, type Pins } from './pins.ts';
export { type ConversationDependencies, planConversation } from './plan-conversation.ts';
export type { ConversationSummary } from './sql/list-conversations.ts';
export type { GroupMembership } from './sql/list-memberships.ts';
export type { ConversationUnread, UnreadInput } from './sql/list-unread.ts';
export type { Cursor } from './sql/save-cursors.ts';
export { withUnread } from './with-unread.ts';
