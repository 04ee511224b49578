import { listUnread } from './sql/list-unread.ts';
import { saveCursors } from './sql/save-cursors.ts';

/** What conversations run on the storage thread. */
export const conversationProcedures = { 'conversations.unread': listUnread, 'conversations.saveCursors': saveCursors };
