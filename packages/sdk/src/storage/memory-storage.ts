import { OrderedMap } from './ordered-map.ts';
import type { Storage } from './storage.ts';

/** A storage that forgets everything when the program ends: for tests, bots and browsers without IndexedDB. */
export function createMemoryStorage(): Storage {
  const map = new OrderedMap();
  return {
    get: async (key) => copy(map.get(key)),
    list: async (range) => map.list(range).map(copy),
    count: async (prefix) => map.count(prefix),
    async write(changes) {
      for (const change of copy(changes)) map.apply(change);
    },
    close: async () => undefined,
  };
}

/** What is stored must not change when the caller's object does. */
function copy<Value>(value: Value): Value {
  return structuredClone(value);
}
