import { ImError } from '@warbler/protocol';
import { OrderedMap } from '../storage/ordered-map.ts';
import type { Storage, StorageChange, StoredEntry, StoredValue } from '../storage/storage.ts';
import type { MiniProgramApi } from './mini-program-api.ts';

/** Where in the storage of the mini-program. */
export interface MiniProgramStorageOptions {
  /** Before all keys; default `warbler`. Two clients that are open at once need two. */
  readonly name?: string;
}

/** A key takes a megabyte at most; characters may take three bytes. */
const pieceLength = 300_000;

/**
 * Opens the storage of a mini-program (10 MB in all). A batch is written as a journal first, so that a program that ends
 * in its middle leaves it whole or not at all. @throws ImError `storageUnavailable`; writes reject with
 * `storageFull` too.
 */
export async function openMiniProgramStorage(
  api: MiniProgramApi,
  { name = 'warbler' }: MiniProgramStorageOptions = {},
): Promise<Storage> {
  return guarded(() => new MiniProgramStorage(api, name));
}

class MiniProgramStorage implements Storage {
  readonly #api: MiniProgramApi;
  readonly #root: string;
  readonly #journal: string;
  /** All keys in their order; the values stay where they are. */
  readonly #keys: OrderedMap;
  #isClosed = false;

  constructor(api: MiniProgramApi, name: string) {
    this.#api = api;
    this.#root = `${name}:`;
    this.#journal = `${name}-journal`;
    const { keys } = api.getStorageInfoSync();
    const own = keys.filter((key) => key.startsWith(this.#root)).map((key) => key.slice(this.#root.length));
    this.#keys = new OrderedMap(new Map(own.map((key) => [key, true])));
    this.#finishJournal();
  }

  async get(key: string): Promise<StoredValue | undefined> {
    this.#checkOpen();
    return this.#keys.get(key) === undefined ? undefined : this.#read(key);
  }

  async list(range: Parameters<Storage['list']>[0]): Promise<readonly StoredEntry[]> {
    this.#checkOpen();
    return this.#keys.list(range).map(({ key }) => ({ key, value: this.#read(key) }));
  }

  async write(changes: readonly StorageChange[]): Promise<void> {
    this.#checkOpen();
    guarded(() => {
      // One value is written whole or not at all anyway.
      const pieceCount = changes.length > 1 ? this.#writeJournal(JSON.stringify(changes)) : 0;
      for (const change of changes) this.#apply(change);
      if (pieceCount > 0) this.#removeJournal(pieceCount);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #apply(change: StorageChange): void {
    const { key, value } = change;
    if (value === undefined) this.#api.removeStorageSync(this.#root + key);
    else this.#api.setStorageSync(this.#root + key, JSON.stringify(value));
    this.#keys.apply(value === undefined ? { key } : { key, value: true });
  }

  #read(key: string): StoredValue {
    return JSON.parse(String(this.#api.getStorageSync(this.#root + key)));
  }

  /** The pieces count only once the first key says how many there are. */
  #writeJournal(text: string): number {
    const pieceCount = Math.ceil(text.length / pieceLength);
    for (let at = 0; at < pieceCount; at += 1) {
      this.#api.setStorageSync(`${this.#journal}${at}`, text.slice(at * pieceLength, (at + 1) * pieceLength));
    }
    this.#api.setStorageSync(this.#journal, String(pieceCount));
    return pieceCount;
  }

  #finishJournal(): void {
    const pieceCount = Number(this.#api.getStorageSync(this.#journal) || 0);
    if (pieceCount === 0) return;
    let text = '';
    for (let at = 0; at < pieceCount; at += 1) text += String(this.#api.getStorageSync(`${this.#journal}${at}`));
    const changes: readonly StorageChange[] = JSON.parse(text);
    for (const change of changes) this.#apply(change);
    this.#removeJournal(pieceCount);
  }

  #removeJournal(pieceCount: number): void {
    this.#api.removeStorageSync(this.#journal);
    for (let at = 0; at < pieceCount; at += 1) this.#api.removeStorageSync(`${this.#journal}${at}`);
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new ImError('storageUnavailable', { message: 'The storage is closed' });
  }
}

function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    // Both limits are told by texts only, which differ from host to host.
    const isFull = /exceed|quota|limit|max/i.test(
      String(cause instanceof Object && 'message' in cause && cause.message),
    );
    throw new ImError(isFull ? 'storageFull' : 'storageUnavailable', { cause });
  }
}
