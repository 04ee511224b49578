import { type ConversationId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { FileId, StoredFile, StoredObject } from '../file.ts';
import { type FileRef, findFile, insertFile } from './file-rows.ts';
import { keepObject, moveObject, ObjectState } from './object-rows.ts';

/** A file whose bytes are in the store. */
export interface KeepFileInput extends Omit<StoredFile, 'object'> {
  readonly object: StoredObject;
}

/**
 * Makes an uploaded file known. The same upload again, after an answer that was lost, changes nothing.
 *
 * @returns false when it was known already, so that nothing names the new bytes
 * @throws ImError `userDeleted` when the owner is no more; `uploadUrlUsed` when the address brought other bytes before; `uploadIncomplete` when the upload was
 *   given up meanwhile
 */
export function keepFile(store: StoreContext, { object, ...file }: KeepFileInput): boolean {
  requireOwner(store, file);
  const known = findFile(store, { appId: file.appId, file: file.id });
  if (known !== undefined && known.object.hash !== object.hash) throw new ImError('uploadUrlUsed');
  if (known !== undefined) return false;
  const isWriting = moveObject(store, object.key, { from: ObjectState.writing, to: ObjectState.kept });
  if (!isWriting) throw new ImError('uploadIncomplete');
  keepObject(store, object);
  insertFile(store, { ...file, key: object.key });
  return true;
}

/** What a deleted user brings now is found by no erasure any more. @throws ImError `userDeleted` */
function requireOwner({ statements }: StoreContext, { appId, owner }: Pick<StoredFile, 'appId' | 'owner'>): void {
  if (statements.prepare(DELETED).get(appId, owner) !== undefined) throw new ImError('userDeleted');
}

const DELETED = "select 1 from users where app_id = ? and user_id = ? and status = 'deleted'";

/** A file that goes to somebody else as well. */
export interface ForwardFileInput extends FileRef {
  readonly id: FileId;
  readonly owner: UserId;
  readonly to: ConversationId;
  readonly nowMs: number;
}

/** Gives a file another name, for another receiver; the bytes are the same. @throws ImError `fileNotFound`, `userDeleted` */
export function forwardFile(store: StoreContext, { appId, file, id, owner, to, nowMs }: ForwardFileInput): void {
  requireOwner(store, { appId, owner });
  const found = findFile(store, { appId, file });
  if (found === undefined) throw new ImError('fileNotFound');
  const { kind, name, object } = found;
  insertFile(store, { appId, id, kind, owner, to, name, key: object.key, createdAtMs: nowMs });
}
