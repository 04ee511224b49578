/**
 * A storage in a file of Node, for small accounts and bots.
 * @module
 */
import { appendFile, mkdir, open, readFile, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { ImError } from '@warbler/protocol';
import { claimFolder } from './claim-folder.ts';
import { OrderedMap } from './ordered-map.ts';
import type { Storage, StorageChange, StoredValue } from './storage.ts';

/** Where the files go. */
export interface FileStorageOptions {
  /** A folder of its own, made when it is missing. One program at a time may hold it. */
  readonly dir: string;
}

/** A rewrite is worth it only when the log is mostly history, and not for small ones. */
const compactFromBytes = 1_048_576;
const compactAtRatio = 4;

/**
 * A storage in one file of a folder, for Node: everything is in memory, and every batch is one line of JSON at the end
 * of a log. A line cut off by a crash is dropped at the next start; a log that is mostly history is rewritten.
 * @throws ImError `storageUnavailable` when the folder is held by another program, unusable or damaged.
 */
export async function openFileStorage({ dir }: FileStorageOptions): Promise<Storage> {
  const path = join(dir, 'client.jsonl');
  await mkdir(dir, { recursive: true });
  const release = await claimFolder(dir);
  let { map, logBytes } = await readLog(path);
  let liveBytes = logBytes;
  let last: Promise<void> = Promise.resolve();
  let isClosed = false;

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(work);
    // The caller learns of a failure from `turn`; whoever comes next must not.
    last = turn.catch(() => undefined);
    return turn;
  };
  const append = async (changes: readonly StorageChange[]) => {
    const line = `${JSON.stringify(changes)}\n`;
    await appendWhole(path, line, logBytes);
    logBytes += Buffer.byteLength(line);
    for (const change of changes) map.apply(structuredClone(change));
    if (logBytes > compactFromBytes && logBytes > liveBytes * compactAtRatio) {
      logBytes = await rewriteLog(path, map);
      liveBytes = Math.max(logBytes, compactFromBytes / compactAtRatio);
    }
  };
  const opened = <Result>(work: () => Result): Result => {
    if (isClosed) throw new ImError('storageUnavailable', { message: 'The storage is closed' });
    return work();
  };

  return {
    get: async (key) => opened(() => structuredClone(map.get(key))),
    list: async (range) => opened(() => structuredClone(map.list(range))),
    count: async (prefix) => opened(() => map.count(prefix)),
    write: async (changes) => opened(() => inTurn(() => append(changes))),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await last;
      map = new OrderedMap();
      await release();
    },
  };
}

async function readLog(path: string): Promise<{ map: OrderedMap; logBytes: number }> {
  await rm(`${path}.new`, { force: true });
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw new ImError('storageUnavailable', { message: `Cannot read ${path}`, cause: error });
  });
  const logBytes = bytes.lastIndexOf(0x0a) + 1;
  if (logBytes < bytes.length) await truncate(path, logBytes);
  const values = new Map<string, StoredValue>();
  for (const line of bytes.toString('utf8', 0, logBytes).split('\n')) {
    if (line !== '') for (const change of parseBatch(line, path)) applyTo(values, change);
  }
  return { map: new OrderedMap(values), logBytes };
}

function parseBatch(line: string, path: string): readonly StorageChange[] {
  try {
    return JSON.parse(line) as readonly StorageChange[];
  } catch (cause) {
    throw new ImError('storageUnavailable', { message: `${path} is damaged`, cause });
  }
}

function applyTo(values: Map<string, StoredValue>, { key, value }: StorageChange): void {
  if (value === undefined) values.delete(key);
  else values.set(key, value);
}

/** After a failed append, half a line may be in the file: it must not run into the next one. */
async function appendWhole(path: string, line: string, logBytes: number): Promise<void> {
  try {
    await appendFile(path, line);
  } catch (cause) {
    // The failed append is what the caller must hear of; a half line at the end is cut off at the next opening too.
    await truncate(path, logBytes).catch(() => undefined);
    const isFull = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
    throw new ImError(isFull ? 'storageFull' : 'storageUnavailable', { message: `Cannot write ${path}`, cause });
  }
}

async function rewriteLog(path: string, map: OrderedMap): Promise<number> {
  const file = await open(`${path}.new`, 'w');
  let bytes = 0;
  try {
    for (const [key, value] of map.entries()) {
      const { bytesWritten } = await file.write(`${JSON.stringify([{ key, value }])}\n`);
      bytes += bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  return bytes;
}
