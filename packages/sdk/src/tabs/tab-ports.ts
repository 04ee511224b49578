import { openIndexedDbStorage, type StorageGuard } from '../storage/indexed-db-storage.ts';
import type { Storage } from '../storage/storage.ts';

/** The part of the standard `BroadcastChannel` that tabs use. */
export interface TabChannel {
  /** Takes what the other tabs say, never what this one said. */
  onmessage: ((event: MessageEvent) => void) | null;
  /** Says something to all other tabs that have the channel open. */
  postMessage(message: unknown): void;
  /** Says and hears nothing any more. */
  close(): void;
}

/** The parts of the browser by which its tabs hear of each other. */
export interface SharedTabPorts {
  /** Decides which tab leads. */
  readonly locks: LockManager;
  /** Opens the channel of that name. */
  openChannel(name: string): TabChannel;
  /** The tab's own storage, which survives a reload. */
  readonly tabStorage: Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** What all tabs share, for new ones. */
  readonly browserStorage: Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Opens the store that all tabs share. With a guard it writes only while that holds. */
  openStorage(guard?: StorageGuard): Promise<Storage>;
}

/** The browser's own; undefined where a part is missing, as locks are on pages that came over plain http. */
export function browserTabPorts(): SharedTabPorts | undefined {
  const hasAll =
    typeof navigator === 'object' &&
    // Missing in pages that are not secure, whatever the types say.
    Boolean(navigator.locks) &&
    typeof BroadcastChannel === 'function' &&
    typeof indexedDB === 'object' &&
    typeof sessionStorage === 'object' &&
    typeof localStorage === 'object';
  if (!hasAll) return undefined;
  return {
    locks: navigator.locks,
    openChannel: (name) => new BroadcastChannel(name),
    tabStorage: sessionStorage,
    browserStorage: localStorage,
    openStorage: (guard) => openIndexedDbStorage({ guard }),
  };
}
