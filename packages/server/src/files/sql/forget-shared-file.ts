import type { AppId, GroupId, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { FileId } from '../file.ts';
import { isShared } from '../file-kind.ts';
import { findFile } from './file-rows.ts';
import { releaseObject } from './object-rows.ts';

/** The sign in the address of a file: its id and what proves it. */
const SIGN = /[?&]file_sign=([\w-]{22})\./;

/** An address that a member shared in a group. */
export interface SharedAddress {
  readonly appId: AppId;
  readonly group: GroupId;
  readonly url: string;
  readonly sharedBy: UserId;
}

/**
 * A group takes back a file: its address leads nowhere from now on, and the bytes go unless it was forwarded. Addresses
 * that are not of a file which this member brought for this group are left alone: anybody may share an address that they
 * see, and must not take the file of another one back with it.
 */
export function forgetSharedFile(store: StoreContext, { appId, group, url, sharedBy }: SharedAddress): void {
  const file = SIGN.exec(url)?.[1] as FileId | undefined;
  const found = file === undefined ? undefined : findFile(store, { appId, file });
  if (found === undefined || found.to !== group || found.owner !== sharedBy || !isShared(found.kind)) return;
  store.statements.prepare('delete from files where app_id = ? and file_id = ?').run(appId, found.id);
  releaseObject(store, found.object.key);
}
