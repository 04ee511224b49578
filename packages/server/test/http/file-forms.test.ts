import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { requireFfmpeg } from '../files/require-ffmpeg.ts';
import { amrVoice, animation, film, mp3Sound, photo, picture, probe } from '../files/samples.ts';
import { FileScene } from './file-scene.ts';
import type { Loose } from './test-http.ts';

requireFfmpeg();

let scene: FileScene;
beforeAll(async () => {
  scene = await FileScene.open();
});
afterAll(() => scene.close());

const bytesOf = async (answer: Promise<Response>) => Buffer.from(await (await answer).arrayBuffer());

interface Got {
  readonly status: number;
  readonly contentType: string | null;
  readonly bytes: Buffer;
}

async function got(answer: Promise<Response>): Promise<Got> {
  const { status, headers } = await answer;
  return { status, contentType: headers.get('content-type'), bytes: await bytesOf(answer) };
}

async function shape(bytes: Buffer): Promise<Loose> {
  const { format, width, height, pages, pageHeight } = await sharp(bytes, { pages: -1 }).metadata();
  return pages === undefined || pages === 1 ? [format, width, height] : [format, width, pageHeight, pages];
}

const variantsOf = async () => {
  const { rows } = await scene.server.storage.call('sql.run', { sql: 'select * from file_variants', parameters: [] });
  return rows as Loose[];
};

describe('a thumbnail', () => {
  test('is really smaller, in bytes and in pixels', async () => {
    const original = await photo(1200, 900);
    const url = await scene.upload(original, { file_type: 102 });
    const { status, contentType, bytes } = await got(scene.get(`${url}&image_type=2`));
    expect([status, contentType, await shape(bytes)]).toEqual([200, 'image/jpeg', ['jpeg', 400, 300]]);
    expect(bytes.length).toBeLessThan(original.length / 10);
  });

  test.each([
    ['w=100', [100, 75]],
    ['h=30', [40, 30]],
    ['w=120&h=120', [120, 90]],
    ['w=60.4&h=1000', [60, 45]],
    ['w=99999', [800, 600]],
  ])('of %s fits that box', async (query, size) => {
    const url = await scene.upload(await picture(800, 600), { file_type: 102 });
    const { bytes } = await got(scene.get(`${url}&image_type=2&${query}`));
    expect((await shape(bytes)).slice(1)).toEqual(size);
  });

  test.each([
    ['png', 'jpeg'],
    ['webp', 'jpeg'],
    ['avif', 'jpeg'],
    ['tiff', 'jpeg'],
    ['gif', 'jpeg'],
  ] as const)('of a %s is a %s', async (format, expected) => {
    const bytes = await sharp(await picture(600, 400))
      .toFormat(format)
      .toBuffer();
    const url = await scene.upload(bytes, { file_type: 102 });
    expect(await shape((await got(scene.get(`${url}&image_type=2&w=60`))).bytes)).toEqual([expected, 60, 40]);
  });

  test('of a picture that one sees through is one too', async () => {
    const clear = {
      create: { width: 600, height: 600, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.3 } },
    } as const;
    const url = await scene.upload(await sharp(clear).png().toBuffer(), { file_type: 102 });
    const { bytes, contentType } = await got(scene.get(`${url}&image_type=2&w=60`));
    expect([contentType, (await sharp(bytes).metadata()).hasAlpha]).toEqual(['image/png', true]);
    const opaque = await sharp(await picture(600, 600))
      .ensureAlpha()
      .png()
      .toBuffer();
    const solid = await scene.upload(opaque, { file_type: 102 });
    expect((await got(scene.get(`${solid}&image_type=2&w=60`))).contentType).toBe('image/jpeg');
  });

  test.each(['gif', 'webp'] as const)('of a moving %s moves', async (format) => {
    const url = await scene.upload(await animation(300, 200, format), { file_type: 102 });
    const { bytes } = await got(scene.get(`${url}&image_type=2&w=30`));
    expect(await shape(bytes)).toEqual([format, 30, 20, 3]);
  });

  test('stands upright, and tells nothing of where it was taken', async () => {
    const notes = { IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } };
    const lying = sharp(await photo(800, 400))
      .keepExif()
      .withExif(notes)
      .withMetadata({ orientation: 6 });
    const url = await scene.upload(await lying.jpeg().toBuffer(), { file_type: 102 });
    const { bytes } = await got(scene.get(`${url}&image_type=2&w=100&h=100`));
    const { width, height, orientation, exif } = await sharp(bytes).metadata();
    expect([width, height, orientation, exif]).toEqual([50, 100, undefined, undefined]);
  });

  test('of a small picture is the picture itself, and is not made again', async () => {
    const original = await picture(50, 50);
    const url = await scene.upload(original, { file_type: 102 });
    const before = (await variantsOf()).length;
    for (let count = 0; count < 2; count += 1) {
      expect((await bytesOf(scene.get(`${url}&image_type=2`))).equals(original)).toBe(true);
    }
    const variants = await variantsOf();
    expect(variants).toHaveLength(before + 1);
    expect(variants.some(({ source_key, store_key }) => source_key === store_key)).toBe(true);
  });

  test('is made once however many ask at the same time, and kept', async () => {
    const url = await scene.upload(await photo(1000, 1000), { file_type: 102 });
    const before = (await variantsOf()).length;
    const all = await Promise.all(Array.from({ length: 10 }, () => bytesOf(scene.get(`${url}&image_type=2&w=77`))));
    expect(all.every((bytes) => bytes.equals(all[0]!))).toBe(true);
    expect(await variantsOf()).toHaveLength(before + 1);
    const head = await scene.get(`${url}&image_type=2&w=77`, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(all[0]!.length));
    const part = await scene.get(`${url}&image_type=2&w=77`, { headers: { range: 'bytes=0-3' } });
    expect(part.status).toBe(206);
  });

  test('of a file that is a picture works as well; of what is none it is refused', async () => {
    const asFile = await scene.upload(await picture(600, 400));
    expect((await got(scene.get(`${asFile}&image_type=2`))).contentType).toBe('image/jpeg');
    const broken = Buffer.concat([(await photo(500, 500)).subarray(0, 5000), Buffer.alloc(5000, 7)]);
    const url = await scene.upload(broken, { file_type: 102 });
    expect(await scene.refusal(scene.get(`${url}&image_type=2`))).toEqual({
      status: 422,
      code: 10002,
      message: 'the picture cannot be read',
    });
    expect((await scene.get(url)).status).toBe(200);
  });

  test('of a picture with too many pixels is refused before they are unpacked', async () => {
    const small = await FileScene.open({ picturePixels: 1_000_000 });
    try {
      const bomb = await picture(5000, 5000);
      expect(bomb.length).toBeLessThan(400_000);
      const url = await small.upload(bomb, { file_type: 102 });
      expect(await small.refusal(small.get(`${url}&image_type=2`))).toMatchObject({ status: 422, code: 10002 });
      const many = await animation(800, 800, 'gif');
      const moving = await small.upload(many, { file_type: 102 });
      // Three frames have too many pixels, one has not.
      expect(await shape(await bytesOf(small.get(`${moving}&image_type=2&w=80`)))).toEqual(['jpeg', 80, 80]);
    } finally {
      await small.close();
    }
  });
});

describe('what is made of a file', () => {
  test('is kept up to a number, the newest, and the rest goes', async () => {
    const few = await FileScene.open({ variantsPerFile: 2 });
    try {
      const url = await few.upload(await picture(500, 500), { file_type: 102 });
      for (const w of [10, 20, 30, 40]) {
        few.server.passTime(1);
        expect((await bytesOf(few.get(`${url}&image_type=2&w=${w}`))).length).toBeGreaterThan(0);
      }
      const { rows } = await few.server.storage.call('sql.run', {
        sql: 'select variant from file_variants order by variant',
        parameters: [],
      });
      expect((rows as Loose[]).map(({ variant }) => variant)).toEqual(['picture-30x2048', 'picture-40x2048']);
      await few.server.files.sweep();
      const stored = await readdir(join(few.server.folder, 'files'), { recursive: true, withFileTypes: true });
      expect(stored.filter((entry) => entry.isFile())).toHaveLength(3);
      expect(await shape(await bytesOf(few.get(`${url}&image_type=2&w=10`)))).toEqual(['jpeg', 10, 10]);
    } finally {
      await few.close();
    }
  });

  test('is made a few at once; what is too much is refused and can be had later', async () => {
    const slow = await FileScene.open({ conversionsAtOnce: 1, conversionsWaiting: 0 });
    try {
      const url = await slow.upload(await photo(1500, 1500), { file_type: 102 });
      const sizes = [10, 20, 30, 40];
      const answers = await Promise.all(sizes.map((w) => slow.get(`${url}&image_type=2&w=${w}`)));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
      for (const answer of answers.filter(({ status }) => status !== 200)) {
        expect(await slow.refusal(Promise.resolve(answer))).toMatchObject({ status: 429, code: 10028 });
      }
      for (const w of sizes) expect((await slow.get(`${url}&image_type=2&w=${w}`)).status).toBe(200);
    } finally {
      await slow.close();
    }
  });
});

describe('the cover of a video', () => {
  test('is a frame of it, in the size that is asked for', async () => {
    const url = await scene.upload(await film(2), { file_type: 103, name: 'film.mp4' });
    const original = await scene.get(url);
    expect(original.headers.get('content-type')).toBe('video/mp4');
    expect(original.headers.get('content-disposition')).toMatch(/^inline; filename="film.mp4"/);
    for (const [query, size] of [
      ['image_type=3', [640, 360]],
      ['image_type=2', [400, 226]],
      ['image_type=3&w=160', [160, 90]],
      // uni-app asks for the cover, the web appends that it wants a thumbnail.
      ['image_type=3&image_type=2', [640, 360]],
    ] as const) {
      const { contentType, bytes } = await got(scene.get(`${url}&${query}`));
      expect([query, contentType]).toEqual([query, 'image/jpeg']);
      const [, width, height] = await shape(bytes);
      expect([width, Math.abs(height - size[1]) <= 1]).toEqual([size[0], true]);
    }
    const cover = await scene.get(`${url}&image_type=3`);
    expect(cover.headers.get('content-disposition')).toMatch(/filename="film.jpg"/);
  });

  test('of what only begins like a video is refused', async () => {
    const url = await scene.upload(`\0\0\0\x18ftypisom\0\0\x02\0isomiso2${'x'.repeat(9000)}`, { file_type: 103 });
    const answer = await scene.refusal(scene.get(`${url}&image_type=3`));
    expect(answer).toEqual({ status: 422, code: 10002, message: 'the file cannot be converted' });
  });

  test('of a playlist that names files of this machine is refused', async () => {
    const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n';
    for (const query of ['image_type=3', 'format=mp3']) {
      const url = await scene.upload(playlist, { name: 'a.m3u8' });
      expect(await scene.refusal(scene.get(`${url}&${query}`))).toMatchObject({ status: 501, code: 404 });
    }
  });
});

describe('a voice message', () => {
  test('recorded as AMR is heard as MP3', async () => {
    const amr = amrVoice(2);
    const url = await scene.upload(amr, { file_type: 101, name: 'voice.amr' });
    for (const format of ['', '&format=amr']) {
      expect((await bytesOf(scene.get(url + format))).equals(amr)).toBe(true);
    }
    const response = scene.get(`${url}&format=mp3`);
    const { status, contentType, bytes } = await got(response);
    expect([status, contentType]).toEqual([200, 'audio/mpeg']);
    expect((await response).headers.get('content-disposition')).toMatch(/^inline; filename="voice.mp3"/);
    const { format, seconds, codecs } = await probe(bytes);
    expect([format, codecs]).toEqual(['mp3', ['mp3']]);
    expect(seconds).toBeGreaterThan(1.8);
    expect(seconds).toBeLessThan(2.3);
  });

  test('recorded as MP3 stays as it is, and is heard as AMR where that is wanted', async () => {
    const mp3 = await mp3Sound(1);
    const url = await scene.upload(mp3, { file_type: 104 });
    expect((await bytesOf(scene.get(`${url}&format=mp3`))).equals(mp3)).toBe(true);
    const { contentType, bytes } = await got(scene.get(`${url}&format=amr`));
    expect(contentType).toBe('audio/amr');
    expect(await probe(bytes)).toMatchObject({ format: 'amr', codecs: ['amr_nb'] });
  });

  test('is taken out of a film', async () => {
    const url = await scene.upload(await film(1), { file_type: 103 });
    expect(await probe((await got(scene.get(`${url}&format=mp3`))).bytes)).toMatchObject({ codecs: ['mp3'] });
  });

  test('is not converted past the limits of size and time', async () => {
    for (const limits of [{ convertedBytes: 1024 }, { conversionMs: 100 }]) {
      const narrow = await FileScene.open(limits);
      try {
        const url = await narrow.upload(amrVoice(300), { file_type: 101 });
        const answer = await narrow.refusal(narrow.get(`${url}&format=mp3`));
        expect(answer).toEqual({ status: 422, code: 10002, message: 'the file cannot be converted' });
        await vi.waitFor(async () => {
          const sql = 'select * from file_objects where state <> 1';
          expect((await narrow.server.storage.call('sql.run', { sql, parameters: [] })).rows).toEqual([]);
        });
      } finally {
        await narrow.close();
      }
    }
  });
});

describe('a server without ffmpeg', () => {
  test('says so, and makes thumbnails all the same', async () => {
    const without = await FileScene.open({}, { ffmpegPath: '/nowhere/ffmpeg' });
    try {
      const voice = await without.upload(amrVoice(1), { file_type: 101 });
      const video = await without.upload(await film(1), { file_type: 103 });
      const refused = { status: 501, code: 404, message: 'this server has no ffmpeg' };
      expect(await without.refusal(without.get(`${voice}&format=mp3`))).toEqual(refused);
      expect(await without.refusal(without.get(`${video}&image_type=3`))).toEqual(refused);
      expect((await without.get(voice)).status).toBe(200);
      const shown = await without.upload(await picture(900, 900), { file_type: 102 });
      expect((await without.get(`${shown}&image_type=2`)).status).toBe(200);
      expect(without.server.logLines.join('')).toContain('there is no ffmpeg');
    } finally {
      await without.close();
    }
  });

  test('says when its ffmpeg cannot write AMR, as most cannot', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'warbler-ffmpeg-'));
    const path = join(folder, 'ffmpeg');
    await writeFile(
      path,
      '#!/bin/sh\ncase "$*" in *-encoders*) echo " A..... libmp3lame x";; *) exec ffmpeg "$@";; esac\n',
    );
    await chmod(path, 0o755);
    const plain = await FileScene.open({}, { ffmpegPath: path });
    try {
      const url = await plain.upload(await mp3Sound(1), { file_type: 104 });
      expect(await plain.refusal(plain.get(`${url}&format=amr`))).toEqual({
        status: 501,
        code: 404,
        message: 'the ffmpeg of this server has no libopencore_amrnb',
      });
    } finally {
      await plain.close();
      await rm(folder, { recursive: true });
    }
  });
});
