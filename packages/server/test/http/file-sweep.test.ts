import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newStoreKey } from '../../src/files/file-sign.ts';
import { createDiskStore } from '../../src/files/store/disk-store.ts';
import { picture } from '../files/samples.ts';
import { FileScene } from './file-scene.ts';
import type { Loose } from './test-http.ts';

// What uploads leave behind when a process dies at the worst moment, made here step by step.

let scene: FileScene;
beforeAll(async () => {
  scene = await FileScene.open({ uploadMs: 3_600_000, conversionMs: 60_000 });
});
afterAll(() => scene.close());

const HOUR = 3_600_000;
const storeOf = () => createDiskStore(join(scene.server.folder, 'files'));
const rowsOf = async (table: string) =>
  (await scene.server.storage.call('sql.run', { sql: `select * from ${table}`, parameters: [] })).rows as Loose[];
const storedNames = async () => {
  const entries = await readdir(join(scene.server.folder, 'files'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};

/** Notes a write as an upload does, and does no more. */
async function begin(): Promise<ReturnType<typeof newStoreKey>> {
  const key = newStoreKey();
  const { app, ids, storage } = scene.server;
  const nowMs = scene.server.now();
  const owner = ids.alice;
  await storage.call('files.begin', { appId: app.appId, owner, key, reservedBytes: 5, bytesPerDay: 1e9, nowMs });
  return key;
}

async function* bytes() {
  yield Buffer.from('bytes');
}

describe('the sweep', () => {
  test('leaves what is being written alone, and removes it when no write takes that long', async () => {
    const noted = await begin();
    const written = await begin();
    await storeOf().put(written, bytes());
    await scene.server.files.sweep();
    expect((await rowsOf('file_objects')).map(({ store_key }) => store_key).sort()).toEqual([noted, written].sort());
    expect(await storedNames()).toEqual([written]);
    scene.server.passTime(2 * HOUR + 1);
    await scene.server.files.sweep();
    expect(await rowsOf('file_objects')).toEqual([]);
    expect(await storedNames()).toEqual([]);
  });

  test('takes a write that it gave up no more', async () => {
    const key = await begin();
    await storeOf().put(key, bytes());
    scene.server.passTime(2 * HOUR + 1);
    await scene.server.storage.call('files.removable', { writtenBeforeMs: scene.server.now(), limit: 10 });
    const { app, ids } = scene.server;
    const object = { key, sizeBytes: 5, hash: 'h', contentType: 'text/plain' };
    const file = { appId: app.appId, id: 'i' as never, kind: 100, owner: ids.alice, to: ids.bob, name: '' } as const;
    const kept = scene.server.storage.call('files.keep', { ...file, createdAtMs: 0, object });
    await expect(kept).rejects.toMatchObject({ code: 'uploadIncomplete' });
    expect(await rowsOf('files')).toEqual([]);
    await scene.server.files.sweep();
    expect(await storedNames()).toEqual([]);
  });

  test('goes on the next time when the store fails, and says so', async () => {
    const keys = [await begin(), await begin()];
    for (const key of keys) await storeOf().put(key, bytes());
    scene.server.passTime(2 * HOUR + 1);
    const { fileStore } = scene.server;
    const remove = fileStore.remove;
    fileStore.remove = async () => {
      throw new Error('the store is away');
    };
    await scene.server.files.sweep();
    expect(scene.server.logLines.join('')).toContain('the store is away');
    expect(await rowsOf('file_objects')).toHaveLength(2);
    fileStore.remove = remove;
    await scene.server.files.sweep();
    expect(await rowsOf('file_objects')).toEqual([]);
    expect(await storedNames()).toEqual([]);
  });

  test('takes many at once in steps', async () => {
    await Promise.all(Array.from({ length: 250 }, begin));
    scene.server.passTime(2 * HOUR + 1);
    await scene.server.files.sweep();
    expect(await rowsOf('file_objects')).toEqual([]);
  });

  test('removes what was made of bytes together with them, and nothing that somebody still names', async () => {
    const { ids, storage, app } = scene.server;
    const created = await scene.server.call('POST /group/create', { token: scene.token, body: { name: 'g' } });
    const group = created.data.group_id;
    const share = async () => {
      const url = await scene.upload(await picture(700, 700), { file_type: 202, to_id: group });
      await (await scene.get(`${url}&image_type=2`)).arrayBuffer();
      const body = { group_id: group, name: 'p', size: 1, url };
      return {
        url,
        file_id: (await scene.server.call('POST /group/file/upload', { token: scene.token, body, headers: scene.host }))
          .data.file_id,
      };
    };
    const [gone, forwarded] = [await share(), await share()];
    const query = { file_sign: forwarded.url.split('sign=')[1]!, to_id: ids.bob };
    const host = new URL(scene.url).host;
    const kept = await scene.server.call('GET /file/upload/forward', { token: scene.token, query, headers: { host } });
    expect(await storedNames()).toHaveLength(4);
    const file_list = [gone.file_id, forwarded.file_id];
    await scene.server.call('POST /group/file/delete', { token: scene.token, body: { group_id: group, file_list } });
    await scene.server.files.sweep();
    expect(await storedNames()).toHaveLength(2);
    expect(await rowsOf('file_variants')).toHaveLength(1);
    expect(await rowsOf('file_objects')).toHaveLength(2);
    expect((await scene.get(`${kept.data}&image_type=2`)).status).toBe(200);
    expect(await storage.call('files.find', { appId: app.appId, file: 'x' as never })).toBeUndefined();
  });
});

test('the sweep runs by itself', async () => {
  const quick = await FileScene.open({ fileSweepMs: 1000 });
  try {
    const { storage, app, ids } = quick.server;
    const nowMs = quick.server.now();
    const write = { appId: app.appId, owner: ids.alice, key: newStoreKey(), reservedBytes: 1, bytesPerDay: 9, nowMs };
    await storage.call('files.begin', write);
    quick.server.passTime(2 * HOUR + 1);
    await vi.waitFor(
      async () => {
        const { rows } = await storage.call('sql.run', { sql: 'select * from file_objects', parameters: [] });
        expect(rows).toEqual([]);
      },
      { timeout: 20_000 },
    );
  } finally {
    await quick.close();
  }
});
