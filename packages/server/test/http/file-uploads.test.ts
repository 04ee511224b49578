import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { photo, picture } from '../files/samples.ts';
import { FileScene } from './file-scene.ts';
import type { Loose } from './test-http.ts';

const LIMITS = {
  chatFileBytes: 10_000,
  imageBytes: 20_000,
  voiceBytes: 8000,
  videoBytes: 30_000,
  avatarBytes: 5000,
  uploadBytesPerDay: 1_000_000,
};

let scene: FileScene;
/** What was there before a test. */
let before: { readonly objects: number; readonly names: number };

beforeAll(async () => {
  scene = await FileScene.open(LIMITS);
});
afterAll(() => scene.close());
beforeEach(async () => {
  before = { objects: (await knownObjects()).length, names: (await storedNames()).length };
});

/** Runs a test with limits of its own. */
async function withLimits(limits: Parameters<typeof FileScene.open>[0], use: () => Promise<void>): Promise<void> {
  const shared = scene;
  scene = await FileScene.open({ ...LIMITS, ...limits });
  before = { objects: 0, names: 0 };
  try {
    await use();
  } finally {
    await scene.close();
    scene = shared;
  }
}

/** What is in the file store, half written bytes included. */
async function storedNames(): Promise<string[]> {
  const entries = await readdir(join(scene.server.folder, 'files'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** What the database knows of bytes. */
async function knownObjects(): Promise<Loose[]> {
  const { rows } = await scene.server.storage.call('sql.run', { sql: 'select * from file_objects', parameters: [] });
  return rows as Loose[];
}

/** So many more files are stored and known than before the test, and nothing else. */
async function expectNew(count: number): Promise<void> {
  await vi.waitFor(async () => {
    const objects = await knownObjects();
    expect(objects).toHaveLength(before.objects + count);
    expect(objects.filter(({ state }) => state !== 1)).toEqual([]);
    expect(await storedNames()).toHaveLength(before.names + count);
  });
}

const expectNothingLeft = () => expectNew(0);

const put = (url: string, body: NonNullable<RequestInit['body']>) => fetch(url, { method: 'PUT', body });

describe('a file with one byte more than its kind may have', () => {
  const head = { 101: '#!AMR\n\x3c', 104: '#!AMR\n\x3c', 103: '\0\0\0\x18ftypisom\0\0\x02\0' } as Loose;
  const of = async (kind: number, size: number) => {
    if (kind === 102) return Buffer.concat([await picture(2, 2, 'jpeg'), Buffer.alloc(size)]).subarray(0, size);
    return Buffer.concat([Buffer.from(head[kind] ?? '', 'latin1'), Buffer.alloc(size)]).subarray(0, size);
  };

  test.each([
    [100, LIMITS.chatFileBytes],
    [101, LIMITS.voiceBytes],
    [102, LIMITS.imageBytes],
    [103, LIMITS.videoBytes],
    [104, LIMITS.voiceBytes],
  ])('of kind %i is refused, one of %i bytes is taken', async (file_type, max) => {
    for (const send of [scene.post, put] as const) {
      const { upload_url } = await scene.ticket({ file_type });
      const answer = await scene.refusal(send(upload_url, await of(file_type, max + 1)));
      expect(answer).toEqual({ status: 413, code: 10002, message: `the file has more than ${max} bytes` });
      const { upload_url: another, download_url } = await scene.ticket({ file_type });
      expect(await (await send(another, await of(file_type, max))).json()).toEqual({ data: true });
      expect((await (await scene.get(download_url)).arrayBuffer()).byteLength).toBe(max);
    }
    await expectNew(2);
  });

  test('is refused for avatars too', async () => {
    const { data } = await scene.server.call('GET /file/upload/avatar/user', {
      token: scene.token,
      headers: { host: new URL(scene.url).host },
    });
    const answer = await scene.refusal(scene.post(data.upload_url, await photo(200, 200)));
    expect(answer).toMatchObject({ status: 413, code: 10002 });
    await expectNothingLeft();
  });

  test('is refused before it is sent when it says how long it is', async () => {
    const { upload_url } = await scene.ticket();
    const { hostname, port, pathname } = new URL(upload_url);
    const socket = connect(Number(port), hostname);
    socket.write(`PUT ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: 999999999999\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
    await expectNothingLeft();
  });
});

describe('content of another kind than announced', () => {
  test.each([
    [102, '<html><script>alert(1)</script>', 'a.jpg'],
    [102, '<svg xmlns="http://www.w3.org/2000/svg"/>', 'a.svg'],
    [103, '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n', 'a.mp4'],
    [101, 'MZ\x90', 'voice.amr'],
    [104, '', 'empty.mp3'],
  ])('for file_type %i is refused: %j', async (file_type, content, name) => {
    const { upload_url } = await scene.ticket({ file_type });
    expect(await scene.refusal(scene.post(upload_url, content, name))).toMatchObject({ status: 415, code: 10002 });
    await expectNothingLeft();
  });

  test('is told by content: a picture called .txt is a picture', async () => {
    const bytes = await picture(10, 10, 'jpeg');
    const url = await scene.upload(bytes, { file_type: 102, name: 'notes.txt' });
    expect((await scene.get(url)).headers.get('content-type')).toBe('image/jpeg');
  });

  test('may be anything, or nothing, in a file', async () => {
    expect(await (await scene.get(await scene.upload(''))).text()).toBe('');
  });
});

describe('an upload address', () => {
  test('brings one file: the same again is taken as the repeat that it is, other bytes are refused', async () => {
    const { upload_url, download_url } = await scene.ticket();
    for (const send of [scene.post, put, scene.post] as const) {
      expect(await (await send(upload_url, 'first')).json()).toEqual({ data: true });
    }
    expect(await scene.refusal(scene.post(upload_url, 'other'))).toMatchObject({
      status: 409,
      code: 10002,
      message: 'the upload address was used already',
    });
    expect(await (await scene.get(download_url)).text()).toBe('first');
    await expectNew(1);
  });

  test('expires', async () => {
    const { upload_url, download_url } = await scene.ticket();
    scene.server.passTime(15 * 60_000);
    expect(await scene.refusal(scene.post(upload_url, 'late'))).toMatchObject({
      status: 403,
      code: 10002,
      message: 'the upload address has expired',
    });
    expect((await scene.get(download_url)).status).toBe(404);
    await expectNothingLeft();
  });

  test('counts only as it was given', async () => {
    const { upload_url } = await scene.ticket();
    const at = upload_url.lastIndexOf('/') + 1;
    const wrong = [
      `${upload_url}x`,
      upload_url.slice(0, -2),
      `${upload_url.slice(0, at)}x`,
      `${upload_url.slice(0, at)}..%2f..%2fescape`,
      `${upload_url.slice(0, at)}%00`,
      upload_url.slice(0, at) + upload_url.slice(at).replace(/\.100\./, '.103.'),
      `${upload_url.slice(0, at)}${'x'.repeat(400)}`,
    ];
    for (const url of wrong) {
      expect(await scene.refusal(scene.post(url, 'x'))).toMatchObject({ status: 403, code: 10002 });
    }
    await expectNothingLeft();
  });

  test('needs no token, and no other app opens it', async () => {
    const { upload_url, download_url } = await scene.ticket();
    const stranger = await scene.stranger();
    const form = new FormData();
    form.append('file', new File(['mine'], 'a'));
    const headers = { app_id: stranger.appId, 'access-token': stranger.token };
    // The ticket says whose file it is; who brings it does not matter.
    expect((await fetch(upload_url, { method: 'POST', body: form, headers })).status).toBe(200);
    expect(await scene.refusal(scene.get(download_url, stranger))).toMatchObject({ status: 403, code: 10002 });
    expect(await (await scene.get(download_url)).text()).toBe('mine');
  });

  test('counts no more in an app that was frozen', async () => {
    const { upload_url } = await scene.ticket();
    const { database, apps, app } = scene.server;
    const setStatus = async (status: 'frozen' | 'normal') => {
      await database.query.updateTable('apps').set({ status }).where('app_id', '=', app.appId).execute();
      // Makes the server look again.
      await apps.update(app.appId, {});
    };
    await setStatus('frozen');
    expect(await scene.refusal(scene.post(upload_url, 'x'))).toMatchObject({ status: 403, code: 40003 });
    await setStatus('normal');
    expect((await scene.post(upload_url, 'x')).status).toBe(200);
  });
});

describe('a form', () => {
  const send = async (fill: (form: FormData) => void) => {
    const { upload_url } = await scene.ticket();
    const form = new FormData();
    fill(form);
    return scene.refusal(fetch(upload_url, { method: 'POST', body: form }));
  };
  const refused = { status: 400, code: 10002 };

  test('without a file is refused', async () => {
    expect(await send((form) => form.append('key', 'x'))).toMatchObject({ ...refused, message: /has no file/ });
  });

  test('with two files is refused', async () => {
    const two = (form: FormData) => {
      for (const name of ['a', 'b']) form.append('file', new File([name], name));
    };
    expect(await send(two)).toMatchObject({ ...refused, message: /more than one file/ });
    await expectNothingLeft();
  });

  test('with too many fields is refused', async () => {
    const many = (form: FormData) => {
      for (let at = 0; at < 30; at += 1) form.append(`field${at}`, 'x');
      form.append('file', new File(['a'], 'a'));
    };
    expect(await send(many)).toMatchObject({ ...refused, message: /too many fields/ });
    await expectNothingLeft();
  });

  test.each([
    ['without its end', '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf'],
    ['without a boundary', 'x'],
    ['of nothing', ''],
    ['with a field of the prototype', '--b\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nx\r\n--b--\r\n'],
  ])('%s is refused', async (_what, body) => {
    const { upload_url, download_url } = await scene.ticket();
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const answer = await scene.refusal(fetch(upload_url, { method: 'POST', headers, body }));
    expect(answer).toMatchObject(refused);
    expect((await scene.get(download_url)).status).toBe(404);
    await expectNothingLeft();
  });

  test('without the name of its boundary is refused', async () => {
    const { upload_url } = await scene.ticket();
    const headers = { 'content-type': 'multipart/form-data' };
    expect(await scene.refusal(fetch(upload_url, { method: 'POST', headers, body: 'x' }))).toMatchObject(refused);
    await expectNothingLeft();
  });
});

describe('an upload that is cut', () => {
  /** Begins an upload and sends half of it. */
  const half = async (line: string, body: string, length: number) => {
    const { upload_url, download_url } = await scene.ticket();
    const { hostname, port, pathname } = new URL(upload_url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(`${line.replace('PATH', pathname)}host: ${hostname}\r\ncontent-length: ${length}\r\n\r\n${body}`);
    await vi.waitFor(async () => expect((await knownObjects()).some(({ state }) => state === 0)).toBe(true));
    return { socket, download_url, upload_url };
  };
  const FORM =
    '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\ncontent-type: text/plain\r\n\r\n' +
    'x'.repeat(5000);
  const asForm = () => half('POST PATH HTTP/1.1\r\ncontent-type: multipart/form-data; boundary=b\r\n', FORM, 9000);
  const asBody = () => half('PUT PATH HTTP/1.1\r\n', 'x'.repeat(5000), 9000);

  test.each([
    ['a form', asForm],
    ['a body', asBody],
  ])('by its client leaves nothing: %s', async (_what, begin) => {
    const { socket, download_url, upload_url } = await begin();
    socket.destroy();
    await expectNothingLeft();
    expect((await scene.get(download_url)).status).toBe(404);
    // The address is good until it has brought a file.
    expect((await scene.post(upload_url, 'again')).status).toBe(200);
  });

  test('is cut by the server when nothing comes any more', () =>
    withLimits({ uploadStallMs: 200 }, async () => {
      const { socket } = await asBody();
      await once(socket, 'close');
      await expectNothingLeft();
    }));

  test('is alone: the same address brings no second one at the same time', async () => {
    const { socket, upload_url } = await asBody();
    expect(await scene.refusal(scene.post(upload_url, 'second'))).toMatchObject({ status: 429, code: 10028 });
    socket.destroy();
    await expectNothingLeft();
  });
});

describe('what one user uploads', () => {
  test('is bounded in a day, and others are not affected', () =>
    withLimits({ uploadBytesPerDay: 10_000 }, async () => {
      await scene.upload('x'.repeat(6000));
      const { upload_url } = await scene.ticket();
      const answer = await scene.refusal(put(upload_url, 'x'.repeat(4001)));
      expect(answer).toEqual({ status: 429, code: 10028, message: 'one user may upload 10000 bytes in 24 hours' });
      expect((await put(upload_url, 'x'.repeat(4000))).status).toBe(200);
      const bobs = await scene.ticket({ to_id: scene.server.ids.alice }, scene.bobsToken);
      expect((await put(bobs.upload_url, 'x'.repeat(4001))).status).toBe(200);
      scene.server.passTime(24 * 3_600_000);
      expect((await put((await scene.ticket()).upload_url, 'x'.repeat(4001))).status).toBe(200);
    }));

  test('at once is bounded', () =>
    withLimits({ uploadsPerUser: 1 }, async () => {
      const { upload_url } = await scene.ticket();
      const { hostname, port, pathname } = new URL(upload_url);
      const socket = connect(Number(port), hostname);
      socket.write(`PUT ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n12345`);
      await vi.waitFor(async () => expect(await knownObjects()).toHaveLength(1));
      const second = await scene.ticket();
      expect(await scene.refusal(put(second.upload_url, 'x'))).toEqual({
        status: 429,
        code: 10028,
        message: 'one user may upload 1 files at once',
      });
      socket.write('67890');
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toMatch(/^HTTP\/1.1 200 /);
      expect((await put(second.upload_url, 'x')).status).toBe(200);
      socket.destroy();
    }));

  test('of all users at once is bounded', () =>
    withLimits({ uploadsAtOnce: 1 }, async () => {
      const { upload_url } = await scene.ticket();
      const { hostname, port, pathname } = new URL(upload_url);
      const socket = connect(Number(port), hostname);
      socket.write(`PUT ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n12345`);
      await vi.waitFor(async () => expect(await knownObjects()).toHaveLength(1));
      const bobs = await scene.ticket({ to_id: scene.server.ids.alice }, scene.bobsToken);
      expect(await scene.refusal(put(bobs.upload_url, 'x'))).toMatchObject({ status: 429, code: 10028 });
      socket.destroy();
      await vi.waitFor(async () => expect((await put(bobs.upload_url, 'x')).status).toBe(200));
    }));
});

test('other requests have their own, shorter time to arrive', () =>
  withLimits({ requestMs: 200 }, async () => {
    const { hostname, port } = new URL(scene.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write('POST /token/user HTTP/1.1\r\nhost: x\r\napp_id: demo\r\ncontent-type: application/json\r\n');
    socket.write('content-length: 1000\r\n\r\n{"name":');
    await once(socket, 'close');
    expect((await scene.server.call('GET /user/profile', { token: scene.token })).code).toBe(200);
  }));

test('what went wrong is logged without names, addresses and signs', async () => {
  const { upload_url, download_url } = await scene.ticket({ file_type: 102 });
  await scene.post(upload_url, 'secret content', 'secret-name.txt');
  await scene.get(`${download_url}x`);
  const log = scene.server.logLines.join('');
  for (const part of [upload_url.split('/').at(-1)!, download_url.split('sign=')[1]!, scene.token, 'secret-name']) {
    expect(log).not.toContain(part);
  }
});
