/** Remembers what was loaded last, up to a fixed number of entries. */
export interface BoundedCache<Value> {
  /**
   * The value under `key`, loaded once however many ask at the same time. A failed load is not remembered.
   *
   * @throws whatever `load` throws
   */
  get(key: string, load: () => Promise<Value>): Promise<Value>;
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
  readonly value: Promise<Value>;
  readonly askedMs: number;
}

/**
 * Makes a cache that drops what was not asked for the longest time.
 *
 * @param entriesMax how many values are kept, at least 1
 * @param lifetime absent: values count until they are dropped
 */
export function createBoundedCache<Value>(entriesMax: number, lifetime?: CacheLifetime): BoundedCache<Value> {
  // A Map keeps the order of insertion, so the first key is the one not asked for the longest.
  const entries = new Map<string, Entry<Value>>();
  const { elapsed = () => 0, lifetimeMs } = lifetime ?? {};
  let forgottenCount = 0;

  return {
    get(key, load) {
      const known = entries.get(key);
      if (known !== undefined) entries.delete(key);
      if (known !== undefined && (lifetimeMs === undefined || elapsed() - known.askedMs < lifetimeMs())) {
        entries.set(key, known);
        return known.value;
      }
      const entry = { askedMs: elapsed(), value: load() };
      entries.set(key, entry);
      dropOldest(entries, entriesMax);
      entry.value.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      return entry.value;
    },
    forget(key) {
      forgottenCount += 1;
      entries.delete(key);
    },
    clear() {
      forgottenCount += 1;
      entries.clear();
    },
    get forgottenCount() {
      return forgottenCount;
    },
  };
}

function dropOldest(entries: Map<string, unknown>, entriesMax: number): void {
  if (entries.size <= entriesMax) return;
  const oldest = entries.keys().next();
  if (oldest.done !== true) entries.delete(oldest.value);
}
