import type { AppId, ConversationId, UserId } from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import type { FileId, StoredFile, StoreKey } from '../file.ts';
import type { FileKind } from '../file-kind.ts';
import { OBJECT_COLUMNS, toObject } from './object-rows.ts';

/** Which file. */
export interface FileRef {
  readonly appId: AppId;
  readonly file: FileId;
}

/** A file; undefined when there is none, or only in another app. */
export function findFile({ statements }: StoreContext, { appId, file }: FileRef): StoredFile | undefined {
  const row = statements.prepare(FIND).get(appId, file);
  return row === undefined ? undefined : toFile(row);
}

const FIND = `select f.app_id, f.file_id, f.kind, f.owner_id, f.to_id, f.name, f.created_at, ${OBJECT_COLUMNS}
  from files f join file_objects o on o.store_key = f.store_key where f.app_id = ? and f.file_id = ?`;

/** A file that is new, without its bytes. */
export type FileRow = Omit<StoredFile, 'object'> & { readonly key: StoreKey };

/** Stores a file whose bytes are stored. */
export function insertFile({ statements }: StoreContext, row: FileRow): void {
  const { appId, id, kind, owner, to, name, key, createdAtMs } = row;
  statements.prepare(INSERT).run(appId, id, kind, owner, to, name, key, createdAtMs);
}

const INSERT = `insert into files (app_id, file_id, kind, owner_id, to_id, name, store_key, created_at)
  values (?, ?, ?, ?, ?, ?, ?, ?)`;

function toFile(row: SqlRow): StoredFile {
  return {
    appId: row.app_id as AppId,
    id: row.file_id as FileId,
    kind: row.kind as FileKind,
    owner: row.owner_id as UserId,
    to: row.to_id as ConversationId,
    name: row.name as string,
    createdAtMs: row.created_at as number,
    object: toObject(row),
  };
}
