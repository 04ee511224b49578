/** What a storage keeps under a key: plain JSON. */
export type StoredValue =
  | null
  | boolean
  | number
  | string
  | readonly StoredValue[]
  | { readonly [name: string]: StoredValue | undefined };

/** A key and its value. */
export interface StoredEntry {
  readonly key: string;
  readonly value: StoredValue;
}

/** One change of a batch: a value to put, or, without one, a key to delete. */
export interface StorageChange {
  readonly key: string;
  readonly value?: StoredValue;
}

/** Which entries to list: all keys with the prefix, between two keys, in the order of their UTF-16 code units. */
export interface StorageRange {
  /** What all keys begin with. */
  readonly prefix: string;
  /** Only keys greater than this. */
  readonly after?: string;
  /** Only keys less than this. */
  readonly before?: string;
  /** At most this many; default all. */
  readonly limit?: number;
  /** From the greatest key down. */
  readonly isDescending?: boolean;
}

/**
 * Where a client keeps what must outlive it. Ordered keys, plain values, and one way to write: a batch that is stored
 * whole or not at all. The contract suite in `test/storage-contract.ts` says the rest.
 */
export interface Storage {
  /** The value under a key; undefined when there is none. */
  get(key: string): Promise<StoredValue | undefined>;
  /** The entries of a range, in the order of their keys. */
  list(range: StorageRange): Promise<readonly StoredEntry[]>;
  /** How many keys have a prefix. A storage that can count faster than it lists should have it. */
  count?(prefix: string): Promise<number>;
  /**
   * Applies the changes in order, as one unit that survives a crash of this program once the promise resolves.
   * @throws ImError `storageFull` when there is no room: the client makes some and tries again.
   */
  write(changes: readonly StorageChange[]): Promise<void>;
  /** Lets go of the storage; finishes what was being written. Calls after it reject. */
  close(): Promise<void>;
}
