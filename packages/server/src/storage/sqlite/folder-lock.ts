import { join } from 'node:path';
import { ImError } from '@warbler/protocol';
import { openSqlite, type SqliteBinding } from './sqlite-driver.ts';

/** A data folder held by this process until it is released or the process ends, however it ends. */
export interface FolderLock {
  release(): void;
}

/** A server that was told to stop a moment ago may still be closing its files. */
const WAIT_MS = 1000;

/**
 * Takes a data folder for this process alone.
 *
 * The lock is SQLite's own exclusive lock on a small file: the kernel drops it when the process dies, so a crash
 * leaves nothing to clean up, and it also refuses a second server within the same process.
 *
 * @throws ImError `dataFolderInUse` when another server has it
 */
export function lockFolder(folder: string, binding?: SqliteBinding): FolderLock {
  const connection = openSqlite(join(folder, 'warbler.lock'), binding);
  try {
    connection.exec(`pragma busy_timeout = ${WAIT_MS}`);
    connection.exec('begin exclusive');
  } catch (cause) {
    connection.close();
    throw new ImError('dataFolderInUse', {
      message: `the data folder ${folder} is in use by another Warbler server; stop that one or choose another --data-dir`,
      cause,
    });
  }
  return {
    release() {
      connection.exec('rollback');
      connection.close();
    },
  };
}
