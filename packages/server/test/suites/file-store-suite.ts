import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoreKey } from '../../src/files/file.ts';
import { newStoreKey } from '../../src/files/file-sign.ts';
import type { FileStore } from '../../src/files/store/file-store.ts';

/** A store for a suite, and how to end it. */
export interface OpenedStore {
  readonly store: FileStore;
  /** How many bytes lie about that no key leads to, and how many writes that nobody ended. */
  strays(): Promise<number>;
  close(): Promise<void>;
}

const PART = 5 * 1024 * 1024;

/** What every file store promises. */
export function describeFileStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`the file store on ${name}`, () => {
    let opened: OpenedStore;
    let store: FileStore;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened?.close());

    const read = async (key: StoreKey, range?: { start: number; end: number }) => {
      const chunks: Buffer[] = [];
      for await (const chunk of await store.get(key, range)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    };
    const put = async (bytes: Buffer, chunkBytes = 65_536) => {
      const key = newStoreKey();
      await store.put(key, chunksOf(bytes, chunkBytes));
      return key;
    };

    test('answers that it is there', async () => {
      await store.check();
    });

    test.each([
      0,
      1,
      65_536,
      PART - 1,
      PART,
      PART + 1,
      2 * PART,
      2 * PART + 12_345,
    ])('gives back %i bytes as they were', async (size) => {
      const bytes = randomBytes(size);
      const key = await put(bytes);
      expect(await store.sizeOf(key)).toBe(size);
      expect((await read(key)).equals(bytes)).toBe(true);
      await store.remove(key);
    });

    test('gives parts of them', async () => {
      const bytes = randomBytes(PART + 1000);
      const key = await put(bytes);
      for (const [start, end] of [
        [0, 0],
        [0, 99],
        [PART - 5, PART + 5],
        [PART + 999, PART + 999],
        [0, PART + 999],
      ] as const) {
        expect((await read(key, { start, end })).equals(bytes.subarray(start, end + 1))).toBe(true);
      }
      await store.remove(key);
    });

    test('takes them in chunks of any size', async () => {
      const bytes = randomBytes(200_000);
      for (const size of [1000, 1_000_000]) {
        const key = await put(bytes, size);
        expect((await read(key)).equals(bytes)).toBe(true);
        await store.remove(key);
      }
    });

    test('knows nothing of a key that was never written', async () => {
      const key = newStoreKey();
      expect(await store.sizeOf(key)).toBeUndefined();
      await expect(store.get(key)).rejects.toMatchObject({ code: 'fileNotFound' });
      await store.remove(key);
    });

    test('removes what was written, once and again', async () => {
      const key = await put(Buffer.from('gone'));
      await store.remove(key);
      await store.remove(key);
      expect(await store.sizeOf(key)).toBeUndefined();
      await expect(store.get(key)).rejects.toMatchObject({ code: 'fileNotFound' });
    });

    test.each([
      0,
      1000,
      PART + 1,
      2 * PART + 1,
    ])('keeps nothing of a write whose source fails after %i bytes', async (size) => {
      const key = newStoreKey();
      async function* failing() {
        yield* chunksOf(randomBytes(size), 65_536);
        throw new Error('the source failed');
      }
      await expect(store.put(key, failing())).rejects.toThrow('the source failed');
      expect(await store.sizeOf(key)).toBeUndefined();
      expect(await opened.strays()).toBe(0);
    });

    test('lets a reader stop early', async () => {
      const key = await put(randomBytes(2 * PART));
      const stream = await store.get(key);
      for await (const _chunk of stream) break;
      expect(stream.destroyed).toBe(true);
      await store.remove(key);
    });

    test('serves many at once', async () => {
      const all = Array.from({ length: 10 }, () => randomBytes(100_000));
      const keys = await Promise.all(all.map((bytes) => put(bytes)));
      const got = await Promise.all(keys.map((key) => read(key)));
      expect(got.every((bytes, at) => bytes.equals(all[at]!))).toBe(true);
      await Promise.all(keys.map((key) => store.remove(key)));
    });

    test('has nothing left in the end', async () => {
      expect(await opened.strays()).toBe(0);
    });
  });
}

async function* chunksOf(bytes: Buffer, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}
