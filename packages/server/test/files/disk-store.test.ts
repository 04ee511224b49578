import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newStoreKey } from '../../src/files/file-sign.ts';
import { createDiskStore } from '../../src/files/store/disk-store.ts';
import { describeFileStore } from '../suites/file-store-suite.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'warbler-disk-'));

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

describeFileStore('disk', async () => {
  const folder = await newFolder();
  return {
    store: createDiskStore(join(folder, 'files')),
    strays: async () => (await filesIn(folder)).length,
    close: () => rm(folder, { recursive: true }),
  };
});

test('what a crash left half written is removed with its key', async () => {
  const folder = await newFolder();
  const store = createDiskStore(folder);
  const key = newStoreKey();
  await store.put(key, [Buffer.from('x')] as never);
  await writeFile(`${store.pathOf!(key)}.part`, 'half');
  await store.remove(key);
  expect(await filesIn(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

test('files are for their owner only', async () => {
  const folder = await newFolder();
  const store = createDiskStore(join(folder, 'files'));
  const key = newStoreKey();
  async function* bytes() {
    yield Buffer.from('secret');
  }
  await store.put(key, bytes());
  const path = store.pathOf!(key);
  expect(path.startsWith(join(folder, 'files'))).toBe(true);
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect((await stat(join(folder, 'files'))).mode & 0o077).toBe(0);
  await rm(folder, { recursive: true });
});

test('a full disk is told apart from other failures', async () => {
  const folder = await newFolder();
  const store = createDiskStore(folder);
  async function* full() {
    yield Buffer.from('x');
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  }
  await expect(store.put(newStoreKey(), full())).rejects.toMatchObject({ code: 'storageFull' });
  expect(await filesIn(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});
