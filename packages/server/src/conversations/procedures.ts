import { clearConversation, hideConversation } from './sql/clear-conversation.ts';
import { eraseConversations } from './sql/erase-conversations.ts';
import { listBehind } from './sql/list-behind.ts';
import { listConversations } from './sql/list-conversations.ts';
import { listMemberships } from './sql/list-memberships.ts';
import { listUnread } from './sql/list-unread.ts';
import { listWaiting } from './sql/list-waiting.ts';
import { listPinned, pinConversation, unpinConversation } from './sql/pin-conversation.ts';
import { saveCursors } from './sql/save-cursors.ts';

/** What conversations run on the storage thread. */
export const conversationProcedures = {
  'conversations.behind': listBehind,
  'conversations.unread': listUnread,
  'conversations.waiting': listWaiting,
  'conversations.list': listConversations,
  'conversations.pin': pinConversation,
  'conversations.unpin': unpinConversation,
  'conversations.pinned': listPinned,
  'conversations.saveCursors': saveCursors,
  'conversations.memberships': listMemberships,
  'conversations.hide': hideConversation,
  'conversations.clear': clearConversation,
  'conversations.erase': eraseConversations,
};
