import type { StoredValue } from '../storage/storage.ts';

/** Values of one user on one device scope, which an entry of its own keeps. */
export interface Kept {
  get(key: string): Promise<StoredValue | undefined>;
  /** In the order of the keys. */
  list(prefix: string): Promise<readonly { readonly key: string; readonly value: StoredValue }[]>;
  /** Puts values, or removes where there is none; whole or not at all. */
  write(changes: readonly { readonly key: string; readonly value?: StoredValue }[]): Promise<void>;
}
