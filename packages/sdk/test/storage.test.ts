import 'fake-indexeddb/auto';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStorage, openIndexedDbStorage } from '../src/index.ts';
import { encryptStorage } from '../src/storage/encrypt-storage.ts';
import { openFileStorage } from '../src/storage/file-storage.ts';
import { openSqliteStorage } from '../src/storage/sqlite-storage.ts';
import { describeStorage } from './storage-contract.ts';

describeStorage({ name: 'memory', open: async () => createMemoryStorage() });

let databaseCount = 0;
describeStorage({
  name: 'IndexedDB',
  open() {
    databaseCount += 1;
    return openIndexedDbStorage({ name: `test ${databaseCount}` });
  },
  reopen: () => openIndexedDbStorage({ name: `test ${databaseCount}` }),
});

let dir = '';
describeStorage({
  name: 'file',
  async open() {
    dir = await mkdtemp(join(tmpdir(), 'warbler-sdk-'));
    return openFileStorage({ dir });
  },
  reopen: () => openFileStorage({ dir }),
  dispose: () => rm(dir, { recursive: true }),
});

describeStorage({
  name: 'SQLite',
  async open() {
    dir = await mkdtemp(join(tmpdir(), 'warbler-sdk-'));
    return openSqliteStorage({ path: join(dir, 'client.db') });
  },
  reopen: () => openSqliteStorage({ path: join(dir, 'client.db') }),
  dispose: () => rm(dir, { recursive: true }),
});

const key = new Uint8Array(32).fill(7);
describeStorage({
  name: 'encrypted',
  async open() {
    dir = await mkdtemp(join(tmpdir(), 'warbler-sdk-'));
    return encryptStorage(openSqliteStorage({ path: join(dir, 'client.db') }), key);
  },
  reopen: () => encryptStorage(openSqliteStorage({ path: join(dir, 'client.db') }), key),
  dispose: () => rm(dir, { recursive: true }),
});

describe('encrypted storage', () => {
  test('shows nothing of a value to the storage below', async () => {
    const inner = createMemoryStorage();
    const storage = await encryptStorage(inner, key);
    await storage.write([{ key: 'a', value: { text: 'a secret' } }]);
    const stored = JSON.stringify(await inner.list({ prefix: '' }));
    expect(stored).not.toContain('secret');
    expect(stored).not.toContain('text');
  });

  test('says when the key is another one, and when a value was exchanged', async () => {
    const inner = createMemoryStorage();
    const storage = await encryptStorage(inner, key);
    await storage.write([
      { key: 'a', value: 'one' },
      { key: 'b', value: 'other' },
    ]);
    await expect(encryptStorage(inner, new Uint8Array(32))).rejects.toMatchObject({ code: 'decryptFailed' });
    await expect(encryptStorage(inner, new Uint8Array(16))).rejects.toMatchObject({ code: 'invalidParameter' });
    await inner.write([{ key: 'e/b', value: (await inner.get('e/a')) ?? null }]);
    expect(await storage.get('a')).toBe('one');
    await expect(storage.get('b')).rejects.toMatchObject({ code: 'decryptFailed' });
  });
});

describe('SQLite storage', () => {
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'warbler-sdk-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  test('is refused to a second client while the first has it, and to everyone when damaged', async () => {
    const path = join(dir, 'client.db');
    const storage = await openSqliteStorage({ path });
    await expect(openSqliteStorage({ path })).rejects.toMatchObject({ code: 'storageUnavailable' });
    await storage.close();
    await (await openSqliteStorage({ path })).close();
    await writeFile(path, 'nonsense '.repeat(1_000));
    await expect(openSqliteStorage({ path })).rejects.toMatchObject({ code: 'storageUnavailable' });
  });
});

describe('file storage', () => {
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'warbler-sdk-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const path = () => join(dir, 'client.jsonl');

  test('drops a batch that a crash cut off, and only that', async () => {
    const storage = await openFileStorage({ dir });
    await storage.write([{ key: 'a', value: 1 }]);
    await storage.close();
    await appendFile(path(), '[{"key":"b","value":1},{"key":"c","va');
    const again = await openFileStorage({ dir });
    expect(await again.list({ prefix: '' })).toEqual([{ key: 'a', value: 1 }]);
    await again.write([{ key: 'd', value: 1 }]);
    await again.close();
    const third = await openFileStorage({ dir });
    expect(await third.get('d')).toBe(1);
    await third.close();
  });

  test('says when the file is damaged, and leaves it alone', async () => {
    await writeFile(path(), 'nonsense\n');
    await expect(openFileStorage({ dir })).rejects.toMatchObject({ code: 'storageUnavailable' });
    expect(await readFile(path(), 'utf8')).toBe('nonsense\n');
  });

  test('rewrites a log that is mostly history', async () => {
    const storage = await openFileStorage({ dir });
    const value = 'x'.repeat(10_000);
    for (let at = 0; at < 500; at += 1) await storage.write([{ key: `k${at % 3}`, value }]);
    await storage.close();
    expect((await stat(path())).size).toBeLessThan(2_000_000);
    const again = await openFileStorage({ dir });
    expect((await again.list({ prefix: 'k' })).map(({ key }) => key)).toEqual(['k0', 'k1', 'k2']);
    await again.close();
  });

  test('is refused to a second client while the first has it', async () => {
    const storage = await openFileStorage({ dir });
    await expect(openFileStorage({ dir })).rejects.toMatchObject({ code: 'storageUnavailable' });
    await storage.close();
    await (await openFileStorage({ dir })).close();
  });

  test('takes over from a program that is gone', async () => {
    await writeFile(join(dir, 'lock'), '999999999');
    await (await openFileStorage({ dir })).close();
  });
});
