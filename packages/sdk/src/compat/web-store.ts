import type { StoredValue } from '../storage/storage.ts';

/** The part of the browser's storages that is used; both are read and written at once. */
export type KeyValues = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Where identities are kept: what belongs to a tab, and what all tabs share. */
export interface WebStorePorts {
  readonly tab: KeyValues;
  readonly lasting: KeyValues;
}

/** Names that belong to nobody in particular (sdk-web.md §14). */
const shared = /^key_(user_id|app_id|stop_auto_login|dns_|app_config_)|_server_list$/;
/** Names that a tab has for itself; a new tab takes up what was written last. */
const perTab = /^key_(user_id|app_id|user_token$|dns_|app_config_)/;
const stopName = 'key_stop_auto_login';

/**
 * Small values under floo's own names, read at once: who is signed in (in this tab), and what is known of users and
 * groups. Values of a user have names that begin with the user's id.
 */
export class WebStore {
  readonly #ports: WebStorePorts;
  readonly #cache = new Map<string, StoredValue | undefined>();
  readonly #dirty = new Set<string>();

  constructor(ports: WebStorePorts) {
    this.#ports = ports;
  }

  get<Value extends StoredValue>(name: string): Value | undefined {
    const key = this.#keyOf(name);
    if (!this.#cache.has(key)) this.#cache.set(key, this.#read(name, key));
    return this.#cache.get(key) as Value | undefined;
  }

  /** Without a value it is removed. Written down with everything else of this moment. */
  set(name: string, value: StoredValue | undefined): void {
    const key = this.#keyOf(name);
    this.#cache.set(key, value);
    if (this.#dirty.size === 0) queueMicrotask(() => this.flush());
    this.#dirty.add(`${name} ${key}`);
  }

  /** Writes down what was set. */
  flush(): void {
    for (const entry of this.#dirty) {
      const [name = '', key = ''] = entry.split(' ');
      const value = this.#cache.get(key);
      for (const place of this.#placesOf(name)) write(place, key, value);
    }
    this.#dirty.clear();
  }

  #read(name: string, key: string): StoredValue | undefined {
    for (const place of this.#placesOf(name)) {
      const text = place.getItem(key);
      if (text !== null) return unwrapped(text);
    }
    return undefined;
  }

  #placesOf(name: string): readonly KeyValues[] {
    const { tab, lasting } = this.#ports;
    if (name === stopName) return [tab];
    return perTab.test(name) ? [tab, lasting] : [lasting];
  }

  #keyOf(name: string): string {
    return shared.test(name) ? name : `${this.get<number>('key_user_id') ?? 0}_${name}`;
  }
}

/** The browser's storages, or stand-ins that last as long as the program where there are none. */
export function defaultWebStores(): WebStorePorts {
  const isBrowser = typeof document !== 'undefined' && typeof sessionStorage !== 'undefined';
  return isBrowser ? { tab: sessionStorage, lasting: localStorage } : { tab: newKeyValues(), lasting: newKeyValues() };
}

/** A storage in memory. */
export function newKeyValues(): KeyValues {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

function write(place: KeyValues, key: string, value: StoredValue | undefined): void {
  try {
    if (value === undefined) place.removeItem(key);
    else place.setItem(key, JSON.stringify(Array.isArray(value) ? { data: value } : value));
  } catch {
    // Full: what is kept here can all be asked for again, and is in memory as long as the page lives.
  }
}

/** Lists are kept as `{data: [...]}`, as floo does. */
function unwrapped(text: string): StoredValue | undefined {
  try {
    const value: StoredValue = JSON.parse(text);
    const isList = typeof value === 'object' && value !== null && 'data' in value && Array.isArray(value.data);
    return isList ? value.data : value;
  } catch {
    // Written by an older program as a plain text.
    return text;
  }
}
