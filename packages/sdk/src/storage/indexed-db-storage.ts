import { ImError } from '@warbler/protocol';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Storage, StorageRange, StoredEntry, StoredValue } from './storage.ts';

interface Schema extends DBSchema {
  entries: { key: string; value: StoredValue };
}

/** Which database to use. */
export interface IndexedDbStorageOptions {
  /** Clients that share a name share their stored sessions. Default `warbler`. */
  readonly name?: string;
  /** Nothing is written unless this holds in the moment of the write, whatever other tabs do. */
  readonly guard?: StorageGuard;
}

/** Lets only one of those that share a storage write: the one that knows what is stored under the key. */
export interface StorageGuard {
  readonly key: string;
  /** What must be stored there; undefined: nothing. */
  expected(): StoredValue | undefined;
}

/**
 * A storage in the browser's IndexedDB: one object store, one transaction for each batch.
 * @throws ImError `storageUnavailable` where the browser refuses, as some do in private windows.
 */
export async function openIndexedDbStorage({
  name = 'warbler',
  guard,
}: IndexedDbStorageOptions = {}): Promise<Storage> {
  const database = await open(name);
  return {
    get: (key) => database.get('entries', key),
    list: (range) => list(database, range),
    count: (prefix) => database.count('entries', keyRangeOf({ prefix })),
    async write(changes) {
      // 'relaxed' still survives a crash of the browser; only a power cut may lose the last moment, which the server
      // sends again because the cursor is lost together with what it acknowledged.
      const transaction = database.transaction('entries', 'readwrite', { durability: 'relaxed' });
      if (guard && (await transaction.store.get(guard.key)) !== guard.expected()) {
        transaction.abort();
        await transaction.done.catch(() => undefined);
        throw new ImError('storageUnavailable', { message: 'Somebody else has taken the storage over' });
      }
      const requests = changes.map(({ key, value }) =>
        value === undefined ? transaction.store.delete(key) : transaction.store.put(value, key),
      );
      await Promise.all([...requests, transaction.done]).catch((cause: unknown) => {
        const isFull = cause instanceof DOMException && cause.name === 'QuotaExceededError';
        // The error of the transaction says it, or that of the first request that it ended.
        const isEnded = transaction.error?.name === 'QuotaExceededError';
        throw new ImError(isFull || isEnded ? 'storageFull' : 'storageUnavailable', { cause });
      });
    },
    close: async () => database.close(),
  };
}

async function open(name: string): Promise<IDBPDatabase<Schema>> {
  try {
    return await openDB<Schema>(name, 1, {
      upgrade: (database) => {
        database.createObjectStore('entries');
      },
    });
  } catch (cause) {
    throw new ImError('storageUnavailable', { cause });
  }
}

async function list(database: IDBPDatabase<Schema>, range: StorageRange): Promise<StoredEntry[]> {
  const { limit, isDescending = false } = range;
  const keyRange = keyRangeOf(range);
  if (!keyRange) return [];
  if (!isDescending) {
    const transaction = database.transaction('entries');
    const [keys, values] = await Promise.all([
      transaction.store.getAllKeys(keyRange, limit),
      transaction.store.getAll(keyRange, limit),
    ]);
    return keys.map((key, at) => ({ key, value: values[at] ?? null }));
  }
  const found: StoredEntry[] = [];
  let cursor = await database.transaction('entries').store.openCursor(keyRange, 'prev');
  while (cursor && found.length < (limit ?? Number.POSITIVE_INFINITY)) {
    found.push({ key: cursor.key, value: cursor.value });
    cursor = await cursor.continue();
  }
  return found;
}

function keyRangeOf({ prefix, after, before }: StorageRange): IDBKeyRange | undefined {
  const isAfterOpen = after !== undefined && after >= prefix;
  const lower = isAfterOpen ? after : prefix;
  const end = `${prefix}\uffff`;
  const upper = before !== undefined && before < end ? before : end;
  if (lower >= upper) return undefined;
  return IDBKeyRange.bound(lower, upper, isAfterOpen, true);
}
