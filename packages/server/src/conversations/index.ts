export { type ConversationStore, createConversationStore } from './conversation-store.ts';
export { CursorBook, type CursorKey } from './cursor-book.ts';
export type { ConversationUnread, UnreadInput } from './sql/list-unread.ts';
export type { Cursor } from './sql/save-cursors.ts';
