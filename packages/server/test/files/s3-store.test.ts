import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newStoreKey } from '../../src/files/file-sign.ts';
import { createS3Store } from '../../src/files/store/s3-store.ts';
import { FileScene } from '../http/file-scene.ts';
import { describeFileStore } from '../suites/file-store-suite.ts';
import { requireFfmpeg } from './require-ffmpeg.ts';
import { amrVoice, photo } from './samples.ts';
import { hasSwift, type Swift, startSwift } from './start-swift.ts';

requireFfmpeg();

const isThere = hasSwift();
if (!isThere && process.env.WARBLER_NEEDS_SWIFT === '1') {
  throw new Error('These tests need Swift, and there is none.\nInstall it: apt-get install python3-swift');
}

// Where there is no object store, what needs none is tested below.
if (isThere) {
  const starting = startSwift();
  afterAll(async () => (await starting).stop());

  describeFileStore('S3', async () => {
    const swift = await starting;
    return {
      store: createS3Store(swift.options),
      strays: () => countStrays(swift),
      close: async () => undefined,
    };
  });

  describe('an S3 store', () => {
    let swift: Swift;
    beforeAll(async () => {
      swift = await starting;
    });

    async function* big() {
      for (let count = 0; count < 12; count += 1) yield Buffer.alloc(1024 * 1024, count);
    }

    test('takes back an upload in parts that a crash left', async () => {
      const store = createS3Store(swift.options);
      const key = newStoreKey();
      const name = `${key.slice(0, 2)}/${key.slice(2, 4)}/${key}`;
      await swift.s3({ method: 'POST', name, query: { uploads: '' } });
      expect(await countStrays(swift)).toBe(1);
      await store.remove(key);
      expect(await countStrays(swift)).toBe(0);
    });

    test('is refused with the wrong key, and says so without it', async () => {
      const store = createS3Store({ ...swift.options, secretKey: 'the wrong one' });
      const refused = { code: 'objectStorageFailed', message: expect.stringMatching(/403/) };
      await expect(store.check()).rejects.toMatchObject(refused);
      await expect(store.put(newStoreKey(), big())).rejects.toMatchObject(refused);
      await expect(store.get(newStoreKey())).rejects.toMatchObject(refused);
      await expect(store.sizeOf(newStoreKey())).rejects.toMatchObject(refused);
      await expect(store.remove(newStoreKey())).rejects.not.toThrow(/the wrong one/);
    });

    test('says when there is no such bucket', async () => {
      const store = createS3Store({ ...swift.options, bucket: 'no-such-bucket' });
      await expect(store.check()).rejects.toMatchObject({ code: 'objectStorageFailed' });
      await expect(store.put(newStoreKey(), big())).rejects.toMatchObject({ code: 'objectStorageFailed' });
    });

    test('keeps the files of a whole server: uploads, thumbnails, conversions, and what it takes back', async () => {
      const { endpoint, bucket, accessKey, secretKey } = swift.options;
      const s3 = { s3Endpoint: endpoint, s3Bucket: bucket, s3AccessKey: accessKey, s3SecretKey: secretKey };
      const scene = await FileScene.open({}, { fileStore: 's3', ...s3 });
      try {
        const bytes = await photo(1500, 1000);
        const shown = await scene.upload(bytes, { file_type: 102 });
        expect(Buffer.from(await (await scene.get(shown)).arrayBuffer()).equals(bytes)).toBe(true);
        const part = await scene.get(shown, { headers: { range: 'bytes=10-19' } });
        expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, bytes.subarray(10, 20)]);
        const thumbnail = await scene.get(`${shown}&image_type=2`);
        expect((await thumbnail.arrayBuffer()).byteLength).toBeLessThan(bytes.length / 10);
        const voice = await scene.upload(amrVoice(1), { file_type: 101 });
        expect((await scene.get(`${voice}&format=mp3`)).headers.get('content-type')).toBe('audio/mpeg');
        expect(await countStrays(swift)).toBe(4);
        expect(await readdir(join(scene.server.folder, 'work'))).toEqual([]);

        const big = Buffer.alloc(12 * 1024 * 1024, 7);
        const { upload_url } = await scene.ticket();
        expect((await fetch(upload_url, { method: 'PUT', body: big })).status).toBe(200);
        const small = await scene.ticket({ file_type: 102 });
        expect((await scene.post(small.upload_url, 'no picture')).status).toBe(415);
        expect(await countStrays(swift)).toBe(5);
        expect(scene.server.logLines.join('')).not.toContain(secretKey);
      } finally {
        await scene.close();
      }
    });
  });
}

test('an S3 store that does not answer is said to', async () => {
  const options = { bucket: 'b', region: 'r', accessKey: 'a', secretKey: 's' };
  const store = createS3Store({ ...options, endpoint: 'http://127.0.0.1:1' });
  const failed = { code: 'objectStorageFailed', message: 'the object store does not answer' };
  await expect(store.check()).rejects.toMatchObject(failed);
  await expect(store.get(newStoreKey())).rejects.toMatchObject(failed);
});

async function countStrays({ s3 }: Swift): Promise<number> {
  const objects = await (await s3({ method: 'GET', name: '' })).text();
  const uploads = await (await s3({ method: 'GET', name: '', query: { uploads: '' } })).text();
  return (objects.match(/<Key>/g) ?? []).length + (uploads.match(/<Upload>/g) ?? []).length;
}
