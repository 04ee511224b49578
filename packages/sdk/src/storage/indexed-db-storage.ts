import { ImError } from '@warbler/protocol';
import type { Storage, StorageRange, StoredEntry, StoredValue } from './storage.ts';

const storeName = 'entries';

/** Which database to use. */
export interface IndexedDbStorageOptions {
  /** Clients that share a name share their stored sessions. Default `warbler`. */
  readonly name?: string;
  /** Nothing is written unless this holds in the moment of the write, whatever other tabs do. */
  readonly guard?: StorageGuard | undefined;
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
  const store = () => database.transaction(storeName).objectStore(storeName);
  return {
    get: async (key) => answerOf(store().get(key)),
    list: async (range) => list(store(), range),
    count: async (prefix) => answerOf(store().count(keyRangeOf({ prefix }))),
    async write(changes) {
      // 'relaxed' still survives a crash of the browser; only a power cut may lose the last moment, which the server
      // sends again because the cursor is lost together with what it acknowledged.
      const transaction = database.transaction(storeName, 'readwrite', { durability: 'relaxed' });
      const entries = transaction.objectStore(storeName);
      const apply = () => {
        for (const { key, value } of changes) value === undefined ? entries.delete(key) : entries.put(value, key);
      };
      return new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => {
          const { error: cause } = transaction;
          reject(new ImError(cause?.name === 'QuotaExceededError' ? 'storageFull' : 'storageUnavailable', { cause }));
        };
        if (!guard) return apply();
        const holder = entries.get(guard.key);
        // Somebody else has taken the storage over: nothing of this is written.
        holder.onsuccess = () => (holder.result === guard.expected() ? apply() : transaction.abort());
      });
    },
    close: async () => database.close(),
  };
}

async function open(name: string): Promise<IDBDatabase> {
  try {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    return await answerOf(request);
  } catch (cause) {
    throw new ImError('storageUnavailable', { cause });
  }
}

function answerOf<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function list(store: IDBObjectStore, range: StorageRange): Promise<readonly StoredEntry[]> {
  const { limit, isDescending = false } = range;
  const keyRange = keyRangeOf(range);
  if (!keyRange) return [];
  if (isDescending) return listDown(store, keyRange, limit);
  const [keys, values] = await Promise.all([
    answerOf(store.getAllKeys(keyRange, limit)),
    answerOf(store.getAll(keyRange, limit)),
  ]);
  return keys.map((key, at) => ({ key: String(key), value: values[at] ?? null }));
}

function listDown(store: IDBObjectStore, keyRange: IDBKeyRange, limit = Number.POSITIVE_INFINITY) {
  return new Promise<readonly StoredEntry[]>((resolve, reject) => {
    const found: StoredEntry[] = [];
    const request = store.openCursor(keyRange, 'prev');
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const { result: cursor } = request;
      if (!cursor || found.length >= limit) return resolve(found);
      found.push({ key: String(cursor.key), value: cursor.value });
      cursor.continue();
    };
  });
}

function keyRangeOf({ prefix, after, before }: StorageRange): IDBKeyRange | undefined {
  const isAfterOpen = after !== undefined && after >= prefix;
  const lower = isAfterOpen ? after : prefix;
  const end = `${prefix}\uffff`;
  const upper = before !== undefined && before < end ? before : end;
  if (lower >= upper) return undefined;
  return IDBKeyRange.bound(lower, upper, isAfterOpen, true);
}
