import type { Awaitable } from '../awaitable.ts';

/** Remembers what was loaded last, up to a fixed number of entries. */
export interface BoundedCache<Value> {
  /**
   * The value under `key`, at once when it is here; loaded once however many ask at the same time. A failed load is not
   * remembered.
   *
   * @throws whatever `load` throws
   */
  get(key: string, load: () => Promise<Value>): Awaitable<Value>;
  /**
   * Drops `key`. Call it after the write is durable: a load that began before may still answer those who wait for it,
   * but nobody who asks later.
   */
  forget(key: string): void;
  /** Drops everything. */
  clear(): void;
  /** How often something was dropped because it may have changed: whoever asked before asks again. */
  readonly forgottenCount: number;
}

/** How long values count, where somebody else may change what they were loaded from without a word. */
export interface CacheLifetime {
  /** Time that never jumps. */
  readonly elapsed: (() => number) | undefined;
  /** In milliseconds, counted from when the load began; it may change from one moment to the next. */
  readonly lifetimeMs: (() => number) | undefined;
}

interface Entry<Value> {
  value: Awaitable<Value>;
  readonly askedMs: number;
}

/**
 * Makes a cache that drops what was not asked for since about half of its bound was.
 *
 * @param entriesMax how many values are kept, at least 2
 * @param lifetime absent: values count until they are dropped
 */
export function createBoundedCache<Value>(entriesMax: number, lifetime?: CacheLifetime): BoundedCache<Value> {
  // Two halves instead of the exact order of use, which would be written anew each time somebody asks: several times a send.
  let young = new Map<string, Entry<Value>>();
  let old = new Map<string, Entry<Value>>();
  const youngMax = Math.max(1, Math.floor(entriesMax / 2));
  const { elapsed = () => 0, lifetimeMs } = lifetime ?? {};
  let forgottenCount = 0;

  const keep = (key: string, entry: Entry<Value>) => {
    if (young.size >= youngMax) {
      old = young;
      young = new Map();
    }
    young.set(key, entry);
  };
  const drop = (key: string) => {
    young.delete(key);
    old.delete(key);
  };
  const find = (key: string): Entry<Value> | undefined => {
    const entry = young.get(key);
    if (entry !== undefined) return entry;
    const grown = old.get(key);
    if (grown !== undefined) {
      old.delete(key);
      keep(key, grown);
    }
    return grown;
  };

  return {
    get(key, load) {
      const known = find(key);
      if (known !== undefined && (lifetimeMs === undefined || elapsed() - known.askedMs < lifetimeMs())) {
        return known.value;
      }
      drop(key);
      const loading = load();
      const entry: Entry<Value> = { askedMs: elapsed(), value: loading };
      keep(key, entry);
      loading.then(
        (value) => {
          entry.value = value;
        },
        () => {
          if (young.get(key) === entry || old.get(key) === entry) drop(key);
        },
      );
      return loading;
    },
    forget(key) {
      forgottenCount += 1;
      drop(key);
    },
    clear() {
      forgottenCount += 1;
      young.clear();
      old.clear();
    },
    get forgottenCount() {
      return forgottenCount;
    },
  };
}
