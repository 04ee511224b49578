import type { Storage, StorageChange, StoredValue } from '../storage/storage.ts';

/** Values of one user on one device scope, which an entry of its own keeps. */
export interface Kept {
  get(key: string): Promise<StoredValue | undefined>;
  /** In the order of the keys. */
  list(prefix: string): Promise<readonly { readonly key: string; readonly value: StoredValue }[]>;
  /** Puts values, or removes where there is none; whole or not at all. */
  write(changes: readonly { readonly key: string; readonly value?: StoredValue }[]): Promise<void>;
}

/** How values reach a storage. */
interface Writes {
  /** Resolves when everything written so far can be read. */
  flushed(): Promise<void>;
  write(changes: readonly StorageChange[]): Promise<void>;
}

/** What lies under a key of a storage. */
export function keptIn(storage: Pick<Storage, 'get' | 'list'>, root: string, writes: Writes): Kept {
  return {
    async get(key) {
      await writes.flushed();
      return storage.get(root + key);
    },
    async list(prefix) {
      await writes.flushed();
      const entries = await storage.list({ prefix: root + prefix });
      return entries.map(({ key, value }) => ({ key: key.slice(root.length), value }));
    },
    write: (changes) => writes.write(changes.map((change) => ({ ...change, key: root + change.key }))),
  };
}
