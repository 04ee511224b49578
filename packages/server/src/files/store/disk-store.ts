import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ImError } from '@warbler/protocol';
import type { StoreKey } from '../file.ts';
import { type FileStore, objectNameOf } from './file-store.ts';

/** What is being written; only its finished form has a name without it. */
const UNFINISHED = '.part';

const CHUNK_BYTES = 64 * 1024;

/** Keeps bytes as files in a folder of this machine. */
export function createDiskStore(folder: string): FileStore {
  const pathOf = (key: StoreKey) => join(folder, objectNameOf(key));
  return {
    pathOf,
    async put(key, bytes) {
      const path = pathOf(key);
      const unfinished = path + UNFINISHED;
      await makeFolder(folder, dirname(path));
      try {
        await write(unfinished, bytes);
        await rename(unfinished, path);
        await syncFolder(dirname(path));
      } catch (error) {
        await rm(unfinished, { force: true });
        throw toStorageError(error);
      }
    },
    async get(key, range) {
      try {
        const handle = await open(pathOf(key), 'r');
        return handle.createReadStream({ ...range, highWaterMark: CHUNK_BYTES });
      } catch (error) {
        throw codeOf(error) === 'ENOENT' ? new ImError('fileNotFound') : error;
      }
    },
    async sizeOf(key) {
      try {
        return (await stat(pathOf(key))).size;
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    async remove(key) {
      for (const path of [pathOf(key) + UNFINISHED, pathOf(key)]) await rm(path, { force: true });
    },
    async check() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
  };
}

async function write(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  // Flushes to the disk before it closes.
  await pipeline(bytes, handle.createWriteStream({ flush: true }));
}

/** The folder's own entries must be on the disk too, those of the new folders above it included. */
async function makeFolder(root: string, folder: string): Promise<void> {
  const firstNew = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (firstNew === undefined) return;
  for (let made = folder; made.length > root.length; made = dirname(made)) await syncFolder(dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A disk without room is told apart: whoever runs the server can help. */
function toStorageError(error: unknown): unknown {
  const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error) ?? '');
  return isFull ? new ImError('storageFull', { cause: error }) : error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
