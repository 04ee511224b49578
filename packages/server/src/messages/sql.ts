export { groupKeyOf, groupOf, keyOf, MetaKind, pairOf } from './meta.ts';
export { appendMeta, findRepeat } from './sql/append-meta.ts';
export { appendNotice, tellUser } from './sql/append-notice.ts';
export { type AppendRows, StoredRows } from './sql/append-rows.ts';
export { RunRows } from './sql/append-run.ts';
export { type ConversationLog, findLog, membersNumbered, openLog } from './sql/conversation-log.ts';
export { eraseLog, erasePersonal } from './sql/erase-log.ts';
export { findMessage, isRecalled, type LoggedMessage } from './sql/find-message.ts';
export {
  addGroupMember,
  hasReadReceipts,
  openGroupLog,
  removeGroupMember,
  setHistoryOpen,
  setReadReceipts,
  setReception,
} from './sql/group-log.ts';
export { hasNewsFor } from './sql/pull-metas.ts';
export { newestShown } from './sql/read-history.ts';
export {
  advanceReader,
  READER_COLUMNS,
  type Reader,
  Reception,
  readerOf,
  toReader,
  unreadOf,
} from './sql/reader.ts';
export { noteUnseen, skipUnread } from './sql/unseen.ts';
