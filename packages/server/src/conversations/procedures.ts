import { listBehind } from './sql/list-behind.ts';
import { listUnread } from './sql/list-unread.ts';
import { saveCursors } from './sql/save-cursors.ts';

/** What conversations run on the storage thread. */
export const conversationProcedures = {
  'conversations.behind': listBehind,
  'conversations.unread': listUnread,
  'conversations.saveCursors': saveCursors,
};
