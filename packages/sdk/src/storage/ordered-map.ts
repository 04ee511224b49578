import type { StorageChange, StorageRange, StoredEntry, StoredValue } from './storage.ts';

/** A map whose keys can be listed in order: the memory of the storages that hold everything in memory. */
export class OrderedMap {
  readonly #values: Map<string, StoredValue>;
  readonly #keys: string[];

  constructor(values: Map<string, StoredValue> = new Map()) {
    this.#values = values;
    this.#keys = [...values.keys()].sort(byCodeUnit);
  }

  get(key: string): StoredValue | undefined {
    return this.#values.get(key);
  }

  apply({ key, value }: StorageChange): void {
    const isKnown = this.#values.has(key);
    if (value !== undefined) this.#values.set(key, value);
    else this.#values.delete(key);
    if (isKnown === (value !== undefined)) return;
    const at = lowerBound(this.#keys, key);
    if (isKnown) this.#keys.splice(at, 1);
    else this.#keys.splice(at, 0, key);
  }

  list({ prefix, after, before, limit = Number.POSITIVE_INFINITY, isDescending = false }: StorageRange): StoredEntry[] {
    const keys = this.#keys;
    const from = after === undefined || after < prefix ? lowerBound(keys, prefix) : lowerBound(keys, `${after}\0`);
    const end = before === undefined ? keys.length : lowerBound(keys, before);
    const found: StoredEntry[] = [];
    if (isDescending) {
      const last = Math.min(end, prefixEnd(keys, prefix));
      for (let at = last - 1; at >= from && found.length < limit; at -= 1) this.#collect(keys[at], found);
    } else {
      for (let at = from; at < end && found.length < limit && keys[at]?.startsWith(prefix); at += 1) {
        this.#collect(keys[at], found);
      }
    }
    return found;
  }

  /** How many keys have a prefix. */
  count(prefix: string): number {
    return prefixEnd(this.#keys, prefix) - lowerBound(this.#keys, prefix);
  }

  /** Every entry, in no order that counts. */
  entries(): IterableIterator<[string, StoredValue]> {
    return this.#values.entries();
  }

  get size(): number {
    return this.#values.size;
  }

  #collect(key: string | undefined, found: StoredEntry[]): void {
    const value = key === undefined ? undefined : this.#values.get(key);
    if (key !== undefined && value !== undefined) found.push({ key, value });
  }
}

function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = keys[middle];
    if (at !== undefined && at < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place after the last key with the prefix; no key holds U+FFFF, which is not a character. */
function prefixEnd(keys: readonly string[], prefix: string): number {
  return lowerBound(keys, `${prefix}\uffff`);
}
