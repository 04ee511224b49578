import { appendMeta } from './sql/append-meta.ts';
import { editMessage, rehearseEdit } from './sql/edit-message.ts';
import { findAuthor } from './sql/find-author.ts';
import { cursorState, pullMetas } from './sql/pull-metas.ts';
import { readHistory } from './sql/read-history.ts';
import { recallMessage } from './sql/recall-message.ts';

/** What the message log runs on the storage thread. */
export const messageProcedures = {
  'messages.append': appendMeta,
  'messages.pull': pullMetas,
  'messages.cursorState': cursorState,
  'messages.history': readHistory,
  'messages.authorOf': findAuthor,
  'messages.recall': recallMessage,
  'messages.edit': editMessage,
  'messages.rehearseEdit': rehearseEdit,
};
