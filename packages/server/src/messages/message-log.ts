import type { UserId } from '@warbler/protocol';
import type { ProcedureCaller } from '../storage/index.ts';
import type { Appended, NewMeta } from './meta.ts';
import type { messageProcedures } from './procedures.ts';
import type { Edited, EditInput } from './sql/edit-message.ts';
import type { AuthorInput } from './sql/find-author.ts';
import type { CursorInput, CursorState, PullInput, PullPage } from './sql/pull-metas.ts';
import type { HistoryInput, HistoryPage } from './sql/read-history.ts';
import type { RecallInput } from './sql/recall-message.ts';

/**
 * The log of all conversations: one row per meta, whatever the number of receivers. Every implementation passes the
 * message log contract suite.
 */
export interface MessageLog {
  /** Stores a meta; resolves when it is durable. Mids grow in the order of the calls. */
  append(meta: NewMeta): Promise<Appended>;
  /** What a device's stream has after its cursor. */
  pull(input: PullInput): Promise<PullPage>;
  /** Whether a device has everything before a meta. */
  cursorState(input: CursorInput): Promise<CursorState>;
  /** The conversation as it stands, newest first. */
  history(input: HistoryInput): Promise<HistoryPage>;
  /** Who sent a message that the user has got. @throws ImError `messageNotFound`, `notGroupMember` */
  authorOf(input: AuthorInput): Promise<UserId>;
  /** A message is gone for everyone. @throws ImError `messageNotFound`, `noPermission`, `recallDisabled`, `recallTooLate` */
  recall(input: RecallInput): Promise<Appended>;
  /** A message says something else now. @throws ImError `messageNotFound`, `noPermission`, `textTooLong` */
  edit(input: EditInput): Promise<Edited>;
  /** What live devices are told of an edit that is not stored. @throws ImError as {@link MessageLog.edit} */
  rehearseEdit(input: EditInput): Promise<Pick<Edited, 'payload'>>;
}

/** The message log on the storage thread. */
export function createMessageLog(storage: ProcedureCaller<typeof messageProcedures>): MessageLog {
  return {
    append: (meta) => storage.call('messages.append', meta),
    pull: (input) => storage.call('messages.pull', input),
    cursorState: (input) => storage.call('messages.cursorState', input),
    history: (input) => storage.call('messages.history', input),
    authorOf: (input) => storage.call('messages.authorOf', input),
    recall: (input) => storage.call('messages.recall', input),
    edit: (input) => storage.call('messages.edit', input),
    rehearseEdit: (input) => storage.call('messages.rehearseEdit', input),
  };
}
