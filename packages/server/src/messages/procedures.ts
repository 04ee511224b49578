import { appendMeta } from './sql/append-meta.ts';
import { cursorState, pullMetas } from './sql/pull-metas.ts';
import { readHistory } from './sql/read-history.ts';

/** What the message log runs on the storage thread. */
export const messageProcedures = {
  'messages.append': appendMeta,
  'messages.pull': pullMetas,
  'messages.cursorState': cursorState,
  'messages.history': readHistory,
};
