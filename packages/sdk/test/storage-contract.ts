import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Storage } from '../src/index.ts';

/** How to make storages that the contract can be tried on. */
export interface StorageSubject {
  readonly name: string;
  /** An empty storage. */
  open(): Promise<Storage>;
  /** The same storage after a restart of the program; absent where it does not outlive one. */
  reopen?(): Promise<Storage>;
  dispose?(): Promise<void>;
}

/** What every storage promises. */
export function describeStorage({ name, open, reopen, dispose }: StorageSubject): void {
  describe(`${name} storage`, () => {
    let storage: Storage;

    beforeEach(async () => {
      storage = await open();
    });

    afterEach(async () => {
      await storage.close();
      await dispose?.();
    });

    const keysOf = async (range: Parameters<Storage['list']>[0]) => (await storage.list(range)).map(({ key }) => key);

    test('gives back what was put, and nothing for an unknown key', async () => {
      const value = { text: '你好 👋', list: [1, 2.5, null, true], deep: { er: {} } };
      await storage.write([{ key: 'a', value }]);
      expect(await storage.get('a')).toEqual(value);
      expect(await storage.get('b')).toBeUndefined();
    });

    test('applies the changes of a batch in order', async () => {
      await storage.write([{ key: 'a', value: 1 }, { key: 'a', value: 2 }, { key: 'b', value: 1 }, { key: 'b' }]);
      expect(await storage.get('a')).toBe(2);
      expect(await storage.get('b')).toBeUndefined();
    });

    test('keeps null apart from nothing', async () => {
      await storage.write([{ key: 'a', value: null }]);
      expect(await storage.get('a')).toBeNull();
      expect(await keysOf({ prefix: '' })).toEqual(['a']);
    });

    test('lists a prefix in the order of the keys, either way, within bounds, up to a limit', async () => {
      const keys = ['c/1', 'm/1/03', 'm/1/01', 'm/10/01', 'm/1/02', 'm/2/01', 'm/1', 'n'];
      await storage.write(keys.map((key) => ({ key, value: key })));
      expect(await keysOf({ prefix: 'm/1/' })).toEqual(['m/1/01', 'm/1/02', 'm/1/03']);
      expect(await keysOf({ prefix: 'm/1/', isDescending: true })).toEqual(['m/1/03', 'm/1/02', 'm/1/01']);
      expect(await keysOf({ prefix: 'm/1/', after: 'm/1/01' })).toEqual(['m/1/02', 'm/1/03']);
      expect(await keysOf({ prefix: 'm/1/', before: 'm/1/03' })).toEqual(['m/1/01', 'm/1/02']);
      expect(await keysOf({ prefix: 'm/1/', before: 'm/1/03', isDescending: true, limit: 1 })).toEqual(['m/1/02']);
      expect(await keysOf({ prefix: 'm/1/', after: 'm/1/01', before: 'm/1/03' })).toEqual(['m/1/02']);
      expect(await keysOf({ prefix: 'm/1/', limit: 2 })).toEqual(['m/1/01', 'm/1/02']);
      expect(await keysOf({ prefix: 'm/1/', after: 'm/1/03' })).toEqual([]);
      expect(await keysOf({ prefix: 'm/1/', after: 'a' })).toEqual(['m/1/01', 'm/1/02', 'm/1/03']);
      expect(await keysOf({ prefix: 'x' })).toEqual([]);
      expect(await storage.list({ prefix: 'c' })).toEqual([{ key: 'c/1', value: 'c/1' }]);
    });

    test('counts the keys of a prefix, where it counts', async () => {
      await storage.write(['m/1', 'm/2', 'n/1', 'm'].map((key) => ({ key, value: 0 })));
      if (storage.count) expect([await storage.count('m/'), await storage.count('x')]).toEqual([2, 0]);
    });

    test('orders keys by code unit, whatever was put first', async () => {
      await storage.write(['b', 'a', 'é', 'Z', '中'].map((key) => ({ key, value: 0 })));
      await storage.write([{ key: 'a' }, { key: 'aa', value: 0 }]);
      expect(await keysOf({ prefix: '' })).toEqual(['Z', 'aa', 'b', 'é', '中']);
    });

    test('is not changed by what happens to the objects that were given or got', async () => {
      const value = { list: [1] };
      await storage.write([{ key: 'a', value }]);
      value.list.push(2);
      const got = (await storage.get('a')) as { list: number[] };
      got.list.push(3);
      expect(await storage.get('a')).toEqual({ list: [1] });
    });

    test('takes writes at one time in the order of the calls', async () => {
      await Promise.all(Array.from({ length: 50 }, (_, at) => storage.write([{ key: 'a', value: at }])));
      expect(await storage.get('a')).toBe(49);
    });

    test('rejects after it was closed', async () => {
      if (!reopen) return;
      await storage.close();
      await expect(storage.get('a')).rejects.toThrow();
      storage = await reopen();
    });

    test('outlives the program where it says so', async () => {
      if (!reopen) return;
      await storage.write([
        { key: 'a', value: 'kept' },
        { key: 'b', value: 1 },
      ]);
      await storage.write([{ key: 'b' }]);
      await storage.close();
      storage = await reopen();
      expect(await storage.list({ prefix: '' })).toEqual([{ key: 'a', value: 'kept' }]);
    });
  });
}
