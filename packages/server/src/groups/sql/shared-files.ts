import { type GroupId, GroupNoticeType, type GroupRecordId, ImError, type UserId } from '@warbler/protocol';
import { forgetSharedFile } from '../../files/sql.ts';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { type GroupAction, type GroupLimits, type GroupMember, GroupRole } from '../group.ts';
import { type FileResult, type SharedFile, sharedFileWire } from '../group-record.ts';
import { requireMaySpeak } from './append-to-group.ts';
import { type GroupChange, tellGroup, telling } from './group-change.ts';
import { requireRole } from './group-rows.ts';
import { nextRecordId } from './record-id.ts';

/** What came of a change of one file. */
export type FileChanged = GroupChange & { readonly file: SharedFile };

/** A file whose bytes are uploaded already. */
export interface ShareFileInput extends GroupAction, Pick<SharedFile, 'name' | 'sizeBytes' | 'type' | 'url'> {
  readonly limits: GroupLimits;
}

/**
 * Shares a file. Past the limit nothing is dropped: others may still want what is there.
 *
 * @throws ImError `groupNotFound`, `memberRightNeeded`, `groupMemberBanned`, `sharedFileLimit`
 */
export function shareFile(store: StoreContext, input: ShareFileInput): FileChanged {
  requireRole(store, input, GroupRole.member);
  requireMaySpeak(store, input);
  const { appId, group, actor, name, sizeBytes, type, url, nowMs, limits } = input;
  const row = store.statements
    .prepare('select count(*) as count from group_files where app_id = ? and group_id = ?')
    .get(appId, group);
  if ((row?.count as number) >= limits.filesPerGroup) {
    throw new ImError('sharedFileLimit', { message: `a group shares at most ${limits.filesPerGroup} files` });
  }
  const id = nextRecordId(store);
  store.statements.prepare(INSERT).run(appId, group, id, actor, name, sizeBytes, type, url, nowMs, nowMs);
  const file = { id, group, uploader: actor, name, sizeBytes, type, url, createdAtMs: nowMs, updatedAtMs: nowMs };
  return { ...telling(tellFile(store, input, GroupNoticeType.FILE_UPLOADED, sharedFileWire(file))), file };
}

const INSERT = `insert into group_files (app_id, group_id, file_id, uploader_id, name, size, type, url, created_at,
  updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** One file is meant. */
export interface SharedFileInput extends GroupAction {
  readonly id: GroupRecordId;
}

/**
 * Gives a file another name: its uploader or an admin.
 *
 * @throws ImError `groupNotFound`, `memberRightNeeded`, `sharedFileNotFound`, `sharedFileNotAllowed`, `groupMemberBanned`
 */
export function renameFile(store: StoreContext, input: SharedFileInput & { readonly name: string }): FileChanged {
  const { actor } = requireRole(store, input, GroupRole.member);
  const before = findFile(store, input);
  if (!mayChange(actor, before)) throw new ImError('sharedFileNotAllowed');
  requireMaySpeak(store, input);
  const file: SharedFile = { ...before, name: input.name, updatedAtMs: input.nowMs };
  store.statements
    .prepare('update group_files set name = ?, updated_at = ? where app_id = ? and group_id = ? and file_id = ?')
    .run(file.name, file.updatedAtMs, input.appId, input.group, input.id);
  return { ...telling(tellFile(store, input, GroupNoticeType.FILE_UPDATED, sharedFileWire(file))), file };
}

/** Several files are meant. */
export interface DeleteFilesInput extends GroupAction {
  readonly ids: readonly GroupRecordId[];
}

/** Takes files back: their uploader or an admin. The group hears once of all. @throws ImError `memberRightNeeded` */
export function deleteFiles(
  store: StoreContext,
  input: DeleteFilesInput,
): GroupChange & { readonly results: readonly FileResult[] } {
  const { actor } = requireRole(store, input, GroupRole.member);
  const { appId, group } = input;
  const results = input.ids.map((id): FileResult => {
    const row = store.statements.prepare(ONE).get(appId, group, id);
    if (row === undefined) return { id, reason: new ImError('sharedFileNotFound').message };
    if (!mayChange(actor, toFile(row))) return { id, reason: new ImError('sharedFileNotAllowed').message };
    store.statements
      .prepare('delete from group_files where app_id = ? and group_id = ? and file_id = ?')
      .run(appId, group, id);
    const { url, uploader: sharedBy } = toFile(row);
    if (!isSharedAgain(store, { appId, group, url })) forgetSharedFile(store, { appId, group, url, sharedBy });
    return { id };
  });
  const file_list = results.filter(({ reason }) => reason === undefined).map(({ id }) => id);
  if (file_list.length === 0) return { ...telling(), results };
  return { ...telling(tellFile(store, input, GroupNoticeType.FILE_DELETED, { group_id: group, file_list })), results };
}

/** The same address may be there under another name. */
function isSharedAgain(
  { statements }: StoreContext,
  { appId, group, url }: Pick<GroupAction, 'appId' | 'group'> & Pick<SharedFile, 'url'>,
): boolean {
  return statements.prepare(`${SELECT} and url = ? limit 1`).get(appId, group, url) !== undefined;
}

function mayChange({ userId, role }: GroupMember, { uploader }: SharedFile): boolean {
  return uploader === userId || role >= GroupRole.admin;
}

/** Reads a file's record. @throws ImError `groupNotFound`, `memberRightNeeded`, `sharedFileNotFound` */
export function findFile(store: StoreContext, input: SharedFileInput): SharedFile {
  requireRole(store, input, GroupRole.member);
  const row = store.statements.prepare(ONE).get(input.appId, input.group, input.id);
  if (row === undefined) throw new ImError('sharedFileNotFound');
  return toFile(row);
}

/** The files of a group, the oldest first. @throws ImError `groupNotFound`, `memberRightNeeded` */
export function listFiles(store: StoreContext, input: GroupAction): readonly SharedFile[] {
  requireRole(store, input, GroupRole.member);
  return store.statements.prepare(`${SELECT} order by file_id`).all(input.appId, input.group).map(toFile);
}

const SELECT = 'select * from group_files where app_id = ? and group_id = ?';
const ONE = `${SELECT} and file_id = ?`;

function toFile(row: SqlRow): SharedFile {
  return {
    id: row.file_id as GroupRecordId,
    group: row.group_id as GroupId,
    uploader: row.uploader_id as UserId,
    name: row.name as string,
    sizeBytes: row.size as number,
    type: row.type as string,
    url: row.url as string,
    createdAtMs: row.created_at as number,
    updatedAtMs: row.updated_at as number,
  };
}

function tellFile(store: StoreContext, action: GroupAction, type: GroupNoticeType, content: object) {
  return tellGroup(store, action, { type, to: [], content: JSON.stringify(content) });
}
