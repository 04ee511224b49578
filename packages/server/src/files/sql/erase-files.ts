import type { AppId, ConversationId, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { StoreKey } from '../file.ts';
import { releaseObject } from './object-rows.ts';

/** Files that a deleted user brought and nobody else ever got. */
export interface EraseFilesInput {
  readonly appId: AppId;
  readonly owner: UserId;
  /** Where they went: the user, for pictures of them and for what they sent to themselves; a group with nobody in it. */
  readonly to: ConversationId;
  /** Files in one go at most. */
  readonly limit: number;
}

/** Forgets files; their bytes go unless they were forwarded. @returns whether none is left */
export function eraseFiles(store: StoreContext, { appId, owner, to, limit }: EraseFilesInput): boolean {
  const rows = store.statements.prepare(FILES).all(appId, owner, to, limit);
  for (const row of rows) {
    store.statements.prepare('delete from files where app_id = ? and file_id = ?').run(appId, row.file_id as string);
    releaseObject(store, row.store_key as StoreKey);
  }
  return rows.length < limit;
}

const FILES = 'select file_id, store_key from files where app_id = ? and owner_id = ? and to_id = ? limit ?';
