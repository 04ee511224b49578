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
}

/**
 * Makes a cache that drops what was not asked for the longest time.
 *
 * @param entriesMax how many values are kept, at least 1
 */
export function createBoundedCache<Value>(entriesMax: number): BoundedCache<Value> {
  // A Map keeps the order of insertion, so the first key is the one not asked for the longest.
  const entries = new Map<string, Promise<Value>>();

  return {
    get(key, load) {
      const known = entries.get(key);
      if (known !== undefined) {
        entries.delete(key);
        entries.set(key, known);
        return known;
      }
      const loading = load();
      entries.set(key, loading);
      dropOldest(entries, entriesMax);
      loading.catch(() => {
        if (entries.get(key) === loading) entries.delete(key);
      });
      return loading;
    },
    forget: (key) => void entries.delete(key),
  };
}

function dropOldest(entries: Map<string, unknown>, entriesMax: number): void {
  if (entries.size <= entriesMax) return;
  const oldest = entries.keys().next();
  if (oldest.done !== true) entries.delete(oldest.value);
}
