import { type BoundedCache, createBoundedCache } from './bounded-cache.ts';

/** What keeps the caches of several nodes in step. */
export interface CachesOptions {
  /** Time that never jumps. */
  readonly elapsed?: () => number;
  /** How long a value counts at the moment, in milliseconds. */
  readonly lifetimeMs?: () => number;
  /** A value was forgotten here: others may have it too. */
  readonly onForgotten?: (cache: string, key: string) => void;
}

/** The caches of a node, by name. */
export interface Caches {
  /** Makes one. @param entriesMax how many values are kept, at least 2 */
  make<Value>(name: string, entriesMax: number): BoundedCache<Value>;
  /** Another node has changed something. A cache that this node does not have is passed over. */
  forget(name: string, key: string): void;
  /** Nothing that is remembered counts any more. */
  clear(): void;
}

/** Without options nothing grows old and nobody is told: for the only node there is. */
export function createCaches({ elapsed, lifetimeMs, onForgotten }: CachesOptions = {}): Caches {
  const caches = new Map<string, BoundedCache<unknown>>();
  return {
    make<Value>(name: string, entriesMax: number) {
      const cache = createBoundedCache<Value>(entriesMax, { elapsed, lifetimeMs });
      caches.set(name, cache as BoundedCache<unknown>);
      if (onForgotten === undefined) return cache;
      return {
        ...cache,
        get forgottenCount() {
          return cache.forgottenCount;
        },
        forget(key) {
          cache.forget(key);
          onForgotten(name, key);
        },
      };
    },
    forget: (name, key) => caches.get(name)?.forget(key),
    clear() {
      for (const cache of caches.values()) cache.clear();
    },
  };
}
