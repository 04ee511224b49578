import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { picture } from '../files/samples.ts';
import { FileScene } from './file-scene.ts';
import type { Loose } from './test-http.ts';

let scene: FileScene;
let url: string;
const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));

beforeAll(async () => {
  scene = await FileScene.open();
  url = await scene.upload(CONTENT, { name: 'numbers.bin' });
});
afterAll(() => scene.close());

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('a download', () => {
  test('is whole, and says what it is', async () => {
    const response = await scene.get(url);
    expect(response.status).toBe(200);
    expect((await bytesOf(response)).equals(CONTENT)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '200000',
      'accept-ranges': 'bytes',
      etag: `"${createHash('sha256').update(CONTENT).digest('base64url')}"`,
      'cache-control': 'private, max-age=31536000, immutable',
      'content-disposition': `attachment; filename="numbers.bin"; filename*=UTF-8''numbers.bin`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
      'access-control-allow-origin': '*',
      'access-control-expose-headers': expect.stringContaining('content-range'),
    });
  });

  test.each([
    ['bytes=0-', 0, 199_999],
    ['bytes=100000-', 100_000, 199_999],
    ['bytes=5-9', 5, 9],
    ['bytes=-10', 199_990, 199_999],
    ['bytes=199999-999999', 199_999, 199_999],
  ])('of %s is that part', async (range, start, end) => {
    const response = await scene.get(url, { headers: { range } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/200000`);
    expect(response.headers.get('content-length')).toBe(String(end - start + 1));
    expect((await bytesOf(response)).equals(CONTENT.subarray(start, end + 1))).toBe(true);
  });

  test('past the end is refused with the length', async () => {
    const response = await scene.get(url, { headers: { range: 'bytes=200000-' } });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */200000');
    expect(await response.json()).toMatchObject({ code: 10002 });
  });

  test.each(['bytes=0-1,5-6', 'bytes=9-5', 'rows=1-2', 'nonsense'])('of %s is whole', async (range) => {
    const response = await scene.get(url, { headers: { range } });
    expect(response.status).toBe(200);
    expect((await bytesOf(response)).length).toBe(200_000);
  });

  test('goes on only where the file is the same', async () => {
    const etag = (await scene.get(url, { method: 'HEAD' })).headers.get('etag')!;
    const same = await scene.get(url, { headers: { range: 'bytes=0-9', 'if-range': etag } });
    expect([same.status, (await bytesOf(same)).length]).toEqual([206, 10]);
    const other = await scene.get(url, { headers: { range: 'bytes=0-9', 'if-range': '"another"' } });
    expect([other.status, (await bytesOf(other)).length]).toEqual([200, 200_000]);
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const known = await scene.get(url, { headers: { 'if-none-match': tag } });
      expect([known.status, (await bytesOf(known)).length]).toEqual([304, 0]);
    }
    const changed = await scene.get(url, { headers: { 'if-none-match': '"another"' } });
    expect([changed.status, (await bytesOf(changed)).length]).toEqual([200, 200_000]);
  });

  test('answers HEAD with the headers alone', async () => {
    const response = await scene.get(url, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '200000']);
    expect((await bytesOf(response)).length).toBe(0);
    const part = await scene.get(url, { method: 'HEAD', headers: { range: 'bytes=0-9' } });
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '10']);
    expect((await scene.get(`${url}x`, { method: 'HEAD' })).status).toBe(403);
  });

  test('takes app and token from headers too, which count first', async () => {
    const headers = { app_id: 'demo', 'access-token': scene.bobsToken };
    expect((await fetch(url, { headers })).status).toBe(200);
    expect((await fetch(`${url}&app_id=nobody&access-token=nonsense`, { headers })).status).toBe(200);
  });

  test('takes the first of a parameter that is there twice', async () => {
    const token = `access-token=${scene.token}`;
    expect((await fetch(`${url}&${token}&app_id=demo&access-token=x&app_id=x`)).status).toBe(200);
    expect((await fetch(`${url}&access-token=x&${token}&app_id=demo`)).status).toBe(401);
    expect((await fetch(`${url}&file_sign=x&${token}&app_id=demo`)).status).toBe(200);
    const thumbnailFirst = await fetch(`${url}&image_type=1&image_type=2&${token}&app_id=demo`);
    expect(thumbnailFirst.status).toBe(200);
    await thumbnailFirst.arrayBuffer();
  });
});

describe('a download is refused', () => {
  const refusal = (address: string, way = {}) => scene.refusal(scene.get(address, way));

  test('without a token, and without an app', async () => {
    expect(await scene.refusal(fetch(`${url}&app_id=demo`))).toMatchObject({ status: 401, code: 10003 });
    expect(await scene.refusal(fetch(`${url}&access-token=${scene.token}`))).toMatchObject({
      status: 404,
      code: 40000,
    });
    expect(await refusal(url, { appId: 'nobody' })).toMatchObject({ status: 404, code: 40000 });
    expect(await refusal(url, { token: `${scene.token}x` })).toMatchObject({ status: 401, code: 402 });
  });

  test('to the tokens and signs of another app', async () => {
    const stranger = await scene.stranger();
    // Their token for our app, our app's file in theirs, and all of theirs but the file.
    expect(await refusal(url, { token: stranger.token })).toMatchObject({ status: 401, code: 402 });
    expect(await refusal(url, { appId: stranger.appId })).toMatchObject({ status: 401, code: 402 });
    expect(await refusal(url, stranger)).toMatchObject({ status: 403, code: 10002 });
    const avatar = await scene.server.call('GET /file/upload/avatar/user', {
      token: scene.token,
      headers: { host: new URL(scene.url).host },
    });
    await scene.post(avatar.data.upload_url, await picture(10, 10));
    expect(await refusal(avatar.data.download_url, stranger)).toMatchObject({ status: 404, code: 10002 });
    expect((await scene.get(avatar.data.download_url)).status).toBe(200);
  });

  test('with a sign that is not right', async () => {
    const wrong = { status: 403, code: 10002, message: 'the sign of the file is not valid' };
    const [base] = url.split('file_sign=');
    const sign = url.split('file_sign=')[1]!;
    for (const bad of ['x', sign.slice(0, -2), `a${sign.slice(1)}`, '../../warbler.db', '%00', 'x'.repeat(3000)]) {
      expect(await refusal(`${base}file_sign=${bad}`)).toEqual(wrong);
    }
    for (const none of ['', 'file_sign=']) {
      const answer = await refusal(`${base}${none}`);
      expect(answer).toMatchObject({ status: 400, code: 10002, message: /^invalid request parameter: file_sign/ });
    }
  });

  test('in a form that there is not', async () => {
    for (const query of ['image_type=4', 'image_type=x', 'w=0', 'w=-1', 'w=x', 'h=Infinity', 'h=NaN', 'format=ogg']) {
      const answer = await refusal(`${url}&${query}`);
      expect(answer).toMatchObject({ status: 400, code: 10002, message: /^invalid request parameter: / });
      expect(answer.message).toContain(query.split('=')[0]);
    }
    for (const query of ['image_type=2', 'image_type=3', 'format=mp3', 'format=amr']) {
      expect(await refusal(`${url}&${query}`)).toMatchObject({ status: 501, code: 404 });
    }
    for (const query of ['image_type=', 'w=', 'format=', 'thumbnail_strategy=1&sdk_sign=x&store_token=y&source=']) {
      expect((await scene.get(`${url}&${query}`)).status).toBe(200);
    }
  });

  test('when its bytes are gone, and the log says so', async () => {
    const bytes = await picture(900, 900);
    const lost = await scene.upload(bytes, { file_type: 102 });
    const hash = createHash('sha256').update(bytes).digest('base64url');
    const sql = 'select store_key as name from file_objects where hash = ?';
    const { rows } = await scene.server.storage.call('sql.run', { sql, parameters: [hash] });
    const [{ name }] = rows as Loose;
    await rm(join(scene.server.folder, 'files', name.slice(0, 2), name.slice(2, 4), name));
    for (const query of ['', '&image_type=2']) {
      const response = await scene.get(lost + query);
      expect(response.status).toBe(404);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('etag')).toBeNull();
      expect(await response.json()).toEqual({ code: 10002, message: 'the file does not exist' });
    }
    expect(scene.server.logLines.join('')).toContain(`the bytes ${name} are not in the file store`);
  });
});

describe('what a browser could run is only saved', () => {
  test.each([
    ['a.html', '<!doctype html><script>alert(1)</script>', 'text/plain; charset=utf-8'],
    ['a.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'text/plain; charset=utf-8'],
    ['b.svg', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'application/xml'],
    ['a.js', 'alert(1)', 'text/plain; charset=utf-8'],
    ['a.pdf', '%PDF-1.7\n', 'application/pdf'],
  ])('%s', async (name, content, contentType) => {
    const { headers } = await scene.get(await scene.upload(content, { name }));
    expect(headers.get('content-type')).toBe(contentType);
    expect(headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(headers.get('content-security-policy')).toMatch(/^sandbox;/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('a picture is shown in place', async () => {
    const { headers } = await scene.get(await scene.upload(await picture(9, 9), { file_type: 102, name: 'a.png' }));
    expect(headers.get('content-disposition')).toMatch(/^inline; filename="a.png"/);
  });

  test.each([
    ['a"; filename="evil.exe', 'a_; filename=_evil.exe'],
    ['a\r\nset-cookie: x=1.txt', 'aset-cookie: x=1.txt'],
    ['../../../etc/passwd', 'passwd'],
    ['..%2f..%2fpasswd', 'passwd'],
    [`${'n'.repeat(3000)}.txt`, `${'n'.repeat(251)}.txt`],
  ])('the name %j becomes a plain one', async (name, expected) => {
    const { upload_url, download_url } = await scene.ticket();
    // As it is: FormData would escape it.
    const quoted = name.replaceAll('"', '\\"').replace(/[\r\n]/g, (c) => encodeURIComponent(c));
    const body = `--b\r\ncontent-disposition: form-data; name="file"; filename="${quoted}"\r\n\r\nx\r\n--b--\r\n`;
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    expect((await fetch(upload_url, { method: 'POST', headers, body })).status).toBe(200);
    const response = await scene.get(download_url);
    expect(response.headers.get('content-disposition')).toMatch(new RegExp(`^attachment; filename="${expected}"; `));
    expect(response.headers.get('set-cookie')).toBeNull();
  });
});

describe('an admin token', () => {
  const admin = () => scene.server.accounts.issueAdminToken(scene.server.app);
  const sentOn = (address: string) =>
    fetch(address, { headers: { app_id: 'demo', 'access-token': admin() }, redirect: 'manual' });

  test('in the header is sent on to an address that needs no token for a while', async () => {
    const response = await sentOn(url);
    expect(response.status).toBe(302);
    const location = response.headers.get('location')!;
    expect(location).toMatch(new RegExp(`^${scene.url}/file/download/link/[\\w.-]+\\?image_type=1$`));
    const followed = await fetch(location, { headers: { range: 'bytes=0-9' } });
    expect([followed.status, await bytesOf(followed)]).toEqual([206, CONTENT.subarray(0, 10)]);
    expect((await fetch(location, { method: 'HEAD' })).status).toBe(200);
    expect((await sentOn(`${url}x`)).status).toBe(403);
    scene.server.passTime(3_600_000);
    expect(await scene.refusal(fetch(location))).toMatchObject({
      status: 403,
      code: 10002,
      message: 'the download address is not valid or has expired',
    });
    for (const link of ['x', '%00', 'x'.repeat(400)]) {
      expect((await fetch(`${scene.url}/file/download/link/${link}`)).status).toBe(403);
    }
  });

  test('in the address gets the bytes', async () => {
    const response = await scene.get(url, { token: admin() });
    expect((await bytesOf(response)).equals(CONTENT)).toBe(true);
  });

  test('is sent on in the form that it asks for', async () => {
    const shown = await scene.upload(await picture(900, 600), { file_type: 102 });
    const location = (await sentOn(`${shown}&image_type=2&w=90`)).headers.get('location')!;
    const response = await fetch(location);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const avatar = await scene.server.call('GET /file/upload/avatar/user', {
      token: scene.token,
      headers: { host: new URL(scene.url).host },
    });
    await scene.post(avatar.data.upload_url, await picture(10, 10));
    const onwards = (await sentOn(avatar.data.download_url)).headers.get('location')!;
    expect((await fetch(onwards)).status).toBe(200);
    expect((await sentOn(`${avatar.data.download_url}x`)).status).toBe(404);
  });
});

test('a preflight of a download passes', async () => {
  const response = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'access-token,app_id,range',
    },
  });
  expect(response.ok).toBe(true);
  expect(response.headers.get('access-control-allow-headers')).toContain('range');
});
