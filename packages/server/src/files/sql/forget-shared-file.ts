import type { AppId, GroupId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { FileId } from '../file.ts';
import { isShared } from '../file-kind.ts';
import { findFile } from './file-rows.ts';
import { releaseObject } from './object-rows.ts';

/** The sign in the address of a file: its id and what proves it. */
const SIGN = /[?&]file_sign=([\w-]{22})\./;

/**
 * A group takes back a file: its address leads nowhere from now on, and the bytes go unless it was forwarded. Addresses
 * that are not of a file shared in this group are left alone.
 */
export function forgetSharedFile(
  store: StoreContext,
  { appId, group, url }: { readonly appId: AppId; readonly group: GroupId; readonly url: string },
): void {
  const file = SIGN.exec(url)?.[1] as FileId | undefined;
  const found = file === undefined ? undefined : findFile(store, { appId, file });
  if (found === undefined || found.to !== group || !isShared(found.kind)) return;
  store.statements.prepare('delete from files where app_id = ? and file_id = ?').run(appId, found.id);
  releaseObject(store, found.object.key);
}
