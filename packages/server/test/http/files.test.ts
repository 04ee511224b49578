import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { photo, picture } from '../files/samples.ts';
import { FileScene, fileOf } from './file-scene.ts';
import type { Loose } from './test-http.ts';

// rest-api.md section 4.9, as deployed clients walk it: over a real socket, from another origin.

let scene: FileScene;
beforeAll(async () => {
  scene = await FileScene.open();
});
afterAll(() => scene.close());

const ORIGIN = { origin: 'https://app.example' };

async function read(url: string, init: RequestInit = {}): Promise<Loose> {
  const response = await fetch(url, { ...init, headers: { ...ORIGIN, ...init.headers } });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  return response.json();
}

const headers = (token = scene.token) => ({ app_id: 'demo', 'access-token': token });

/** The form as the web SDK fills it: fields of other stores first, undefined ones too, then the file. */
function formOf(ticket: Loose, file: File): FormData {
  const form = new FormData();
  const { oss_body_param: fields } = ticket;
  for (const name of ['OSSAccessKeyId', 'policy', 'signature', 'callback']) form.append(name, String(fields[name]));
  form.append('file', file);
  return form;
}

test('a deployed web client sends a picture, and its receiver sees thumbnail and original', async () => {
  const bytes = await photo(1000, 800);
  const query = `file_type=102&to_id=${scene.server.ids.bob}&to_type=1`;
  const { code, data: ticket } = await read(`${scene.url}/file/upload/chat?${query}`, { headers: headers() });
  expect(code).toBe(200);
  expect(ticket).toMatchObject({ upload_method: 'POST', oss_body_param: {} });
  expect(ticket.upload_url).toMatch(new RegExp(`^${scene.url}/file/upload/[\\w.-]+$`));
  expect(ticket.download_url).toMatch(new RegExp(`^${scene.url}/file/download/chat\\?file_sign=[\\w.-]+$`));
  expect(ticket.download_url.split('sign=')).toHaveLength(2);

  const preflight = await fetch(ticket.upload_url, {
    method: 'OPTIONS',
    headers: {
      ...ORIGIN,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'access-token,app_id',
    },
  });
  expect(preflight.ok).toBe(true);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');

  const body = formOf(ticket, fileOf(bytes, '照片.jpg'));
  expect(await read(ticket.upload_url, { method: 'POST', headers: headers(), body })).toEqual({ data: true });

  const original = await scene.get(ticket.download_url, { token: scene.bobsToken });
  expect(original.status).toBe(200);
  expect(original.headers.get('content-type')).toBe('image/jpeg');
  expect(original.headers.get('content-disposition')).toContain("filename*=UTF-8''%E7%85%A7%E7%89%87.jpg");
  expect(Buffer.from(await original.arrayBuffer()).equals(bytes)).toBe(true);
  const thumbnail = await scene.get(`${ticket.download_url}&image_type=2`, { token: scene.bobsToken });
  expect(thumbnail.status).toBe(200);
  expect((await thumbnail.arrayBuffer()).byteLength).toBeLessThan(bytes.length / 5);
});

test('a native client puts the bytes themselves, without any header', async () => {
  const { upload_url, download_url } = await scene.ticket();
  const response = await fetch(upload_url, { method: 'PUT', body: 'the bytes' });
  expect(response.ok).toBe(true);
  expect(await response.json()).toEqual({ data: true });
  expect(await (await scene.get(download_url)).text()).toBe('the bytes');
});

test('a body of any other type is the file itself as well', async () => {
  for (const type of ['application/octet-stream', 'application/json', 'text/html', undefined]) {
    const { upload_url, download_url } = await scene.ticket();
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const init = { method: 'POST', headers, body: Buffer.from('{"not":"read"}') };
    expect(await read(upload_url, init)).toEqual({ data: true });
    expect(await (await scene.get(download_url)).text()).toBe('{"not":"read"}');
  }
});

test('the name that Android percent-encodes comes back as it was', async () => {
  const url = await scene.upload('x', { name: encodeURIComponent('报告 1.txt') });
  const { headers } = await scene.get(url);
  expect(headers.get('content-disposition')).toContain("filename*=UTF-8''%E6%8A%A5%E5%91%8A%201.txt");
});

test.each([
  [100, 'any bytes'],
  [99, 'any bytes'],
  [200, 'any bytes'],
])('file_type %i takes a file', async (file_type, bytes) => {
  const { data } = await scene.server.call('POST /group/create', { token: scene.token, body: { name: 'g' } });
  const { upload_url, download_url } = await scene.ticket({ file_type, to_id: data.group_id, to_type: 2 });
  expect(await (await scene.post(upload_url, bytes)).json()).toEqual({ data: true });
  expect(await (await scene.get(download_url)).text()).toBe(bytes);
});

test('ids and types may come as text, the type of the receiver may be left out', async () => {
  const query = { file_type: '100', to_id: String(scene.server.ids.bob) };
  const { code } = await scene.server.call('GET /file/upload/chat', { token: scene.token, query });
  expect(code).toBe(200);
});

test('the public address is the one that clients are told', async () => {
  const { createTestHttp } = await import('./test-http.ts');
  const server = await createTestHttp({ publicUrl: 'https://im.example.com' });
  try {
    const { data } = await server.call('GET /file/upload/avatar/user', { token: await server.tokenOf('alice') });
    expect(data.upload_url).toMatch(/^https:\/\/im\.example\.com\/file\/upload\//);
    expect(data.download_url).toMatch(/^https:\/\/im\.example\.com\/file\/download\/avatar\?object_name=/);
  } finally {
    await server.stop();
  }
});

describe('an avatar', () => {
  const avatarTicket = async (path: string, query = {}, token = scene.token) => {
    const headers = { host: new URL(scene.url).host };
    return scene.server.call(`GET /file/upload/avatar/${path}`, { token, query, headers });
  };

  test('of a user is uploaded, set by address or by object name, and shown to all', async () => {
    const { data } = await avatarTicket('user');
    expect(await (await scene.post(data.upload_url, await picture(500, 500))).json()).toEqual({ data: true });
    const objectName = new URL(data.download_url).searchParams.get('object_name');
    for (const avatar of [data.download_url, objectName]) {
      const { code } = await scene.server.call('POST /user/avatar', { token: scene.token, body: { avatar } });
      expect(code).toBe(200);
    }
    // The web SDK's getImage.
    const url = `${scene.url}/file/download/avatar?object_name=${objectName}&image_type=2`;
    const shown = await scene.get(url, { token: scene.bobsToken });
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  test('of a group is uploaded by those who may change the group', async () => {
    const body = { name: 'g', user_list: [scene.server.ids.bob] };
    const { data: group } = await scene.server.call('POST /group/create', { token: scene.token, body });
    const query = { group_id: group.group_id };
    expect((await avatarTicket('group', query)).code).toBe(200);
    expect((await avatarTicket('group', query, scene.bobsToken)).code).toBe(20012);
    const on = { group_id: group.group_id, value: true };
    await scene.server.call('POST /group/settings/allow_member_modify', { token: scene.token, body: on });
    const { data } = await avatarTicket('group', query, scene.bobsToken);
    expect(await (await scene.post(data.upload_url, await picture(10, 10))).json()).toEqual({ data: true });
    expect((await scene.get(data.download_url)).status).toBe(200);
    const carol = await scene.server.tokenOf('carol');
    expect((await avatarTicket('group', query, carol)).code).toBe(20011);
    expect((await avatarTicket('group', { group_id: group.group_id + 2000 })).code).toBe(20001);
    await scene.server.call('POST /group/destroy', { token: scene.token, query });
    expect((await avatarTicket('group', query)).code).toBe(20001);
  });

  test('is uploaded by an admin token for a user and for a group', async () => {
    const token = scene.server.accounts.issueAdminToken(scene.server.app);
    const { data: group } = await scene.server.call('POST /group/create', { token: scene.token, body: { name: 'g' } });
    const asUser = await scene.server.call('GET /file/upload/avatar/user', {
      token,
      headers: { user_id: String(scene.server.ids.bob) },
    });
    expect(asUser.code).toBe(200);
    expect((await scene.server.call('GET /file/upload/avatar/user', { token })).code).toBe(10002);
    const asGroup = await scene.server.call('GET /file/upload/avatar/group', {
      token,
      query: { group_id: group.group_id },
      headers: { group_id: String(group.group_id) },
    });
    expect(asGroup.code).toBe(200);
  });

  test('is a picture by its content', async () => {
    const { data } = await avatarTicket('user');
    const answer = await scene.refusal(scene.post(data.upload_url, '<svg onload="alert(1)"/>', 'a.png'));
    expect(answer).toMatchObject({ status: 415, code: 10002 });
  });

  test('is the only thing that an object name opens', async () => {
    const url = await scene.upload(await picture(10, 10), { file_type: 102 });
    const id = new URL(url).searchParams.get('file_sign')!.split('.')[0];
    for (const name of [
      id,
      'nothing',
      '../../warbler.db',
      '..%2f..%2fwarbler.db',
      'https://example.com/a.png',
      '%00',
    ]) {
      const answer = await scene.refusal(scene.get(`${scene.url}/file/download/avatar?object_name=${name}`));
      expect(answer).toMatchObject({ status: 404, code: 10002, message: 'the file does not exist' });
    }
  });
});

describe('forwarding', () => {
  const forward = (url: string, wish: Loose, token = scene.token) => {
    // The web SDK takes everything after the first "sign=".
    const [, file_sign] = url.split('sign=');
    const headers = { host: new URL(scene.url).host };
    return scene.server.call('GET /file/upload/forward', { token, query: { file_sign, ...wish }, headers });
  };

  test('gives a new address to the same bytes, which nobody uploads again', async () => {
    const url = await scene.upload('forwarded', { name: 'a.txt' });
    const to = { to_id: scene.server.ids.carol, to_type: 1 };
    const { code, data } = await forward(url, to, scene.bobsToken);
    expect(code).toBe(200);
    expect(data).toMatch(new RegExp(`^${scene.url}/file/download/chat\\?file_sign=[\\w.-]+$`));
    expect(data).not.toBe(url);
    const got = await scene.get(data, { token: await scene.server.tokenOf('carol') });
    expect(got.headers.get('content-disposition')).toContain('a.txt');
    expect(await got.text()).toBe('forwarded');
    expect(got.headers.get('etag')).toBe((await scene.get(url)).headers.get('etag'));
    expect((await forward(data, to)).code).toBe(200);
    expect((await forward(`${url}&image_type=3`, to)).code).toBe(200);
  });

  test('wants a sign of this app and a receiver that may be written to', async () => {
    const url = await scene.upload('x');
    const to = { to_id: scene.server.ids.carol };
    expect((await forward('sign=nonsense', to)).code).toBe(10002);
    expect((await forward(url, { to_id: 2_000_000_000_000 })).code).toBe(10000);
    expect((await forward(url, { to_id: 2_000_000_000_001 })).code).toBe(20002);
    expect((await forward(url, { ...to, to_type: 2 })).code).toBe(10002);
    expect((await forward(url, to, 'nonsense')).code).toBe(402);
    const stranger = await scene.stranger();
    const query = { file_sign: url.split('sign=')[1]!, to_id: stranger.userId };
    const foreign = await scene.server.call('GET /file/upload/forward', { ...stranger, query });
    expect(foreign).toMatchObject({ code: 10002, message: 'the sign of the file is not valid' });
  });
});

describe('an upload address', () => {
  test('is given for those whom one may write to', async () => {
    const { ids, tokenOf, call } = scene.server;
    const refused = async (wish: Loose, token = scene.token) => (await scene.ask(wish, token)).code;
    expect(await refused({ to_id: 2_000_000_000_000 })).toBe(10000);
    expect(await refused({ to_id: 2_000_000_000_001 })).toBe(20002);
    expect(await refused({ to_id: ids.bob, to_type: 2 })).toBe(10002);
    expect(await refused({ to_id: ids.bob, to_type: 3 })).toBe(10002);
    expect(await refused({ file_type: 200, to_id: ids.bob, to_type: 1 })).toBe(10002);
    for (const file_type of [0, 1, 2, 98, 105, 204]) expect(await refused({ file_type })).toBe(10002);

    const carol = await tokenOf('carol');
    await call('POST /roster/block', { token: carol, query: { user_id: ids.bob } });
    expect(await refused({ to_id: ids.carol }, scene.bobsToken)).toBe(10010);
    await call('POST /roster/unblock', { token: carol, query: { user_id: ids.bob } });
    expect(await refused({ to_id: ids.carol }, scene.bobsToken)).toBe(200);
  });

  test('of a group is given to members who may speak', async () => {
    const { ids, call } = scene.server;
    const body = { name: 'g', user_list: [ids.bob] };
    const group_id = (await call('POST /group/create', { token: scene.token, body })).data.group_id;
    for (const file_type of [100, 200]) {
      const wish = { file_type, to_id: group_id, to_type: 2 };
      expect((await scene.ask(wish, scene.bobsToken)).code).toBe(200);
      expect((await scene.ask(wish, await scene.server.tokenOf('carol'))).code).toBe(20002);
    }
    await call('POST /group/ban', { token: scene.token, body: { group_id, user_list: [ids.bob], duration: 5 } });
    expect((await scene.ask({ to_id: group_id }, scene.bobsToken)).code).toBe(10010);
  });

  test('is given to an admin token that acts as a user', async () => {
    const token = scene.server.accounts.issueAdminToken(scene.server.app);
    const query = { file_type: 100, to_id: scene.server.ids.bob };
    const user_id = String(scene.server.ids.alice);
    expect((await scene.server.call('GET /file/upload/chat', { token, query, headers: { user_id } })).code).toBe(200);
    expect((await scene.server.call('GET /file/upload/chat', { token, query })).code).toBe(10002);
  });
});

test('a file that a group takes back leads nowhere, unless it was forwarded', async () => {
  const { call, ids } = scene.server;
  const group_id = (await call('POST /group/create', { token: scene.token, body: { name: 'g' } })).data.group_id;
  const shared: string[] = [];
  for (const content of ['one', 'two']) {
    const url = await scene.upload(content, { file_type: 200, to_id: group_id, to_type: 2 });
    const body = { group_id, name: content, size: 3, type: 'text/plain', url };
    shared.push((await call('POST /group/file/upload', { token: scene.token, body, headers: scene.host })).data.url);
  }
  const [one, two] = shared as [string, string];
  const query = { file_sign: two.split('sign=')[1]!, to_id: ids.bob };
  const { data: kept } = await call('GET /file/upload/forward', {
    token: scene.token,
    query,
    headers: { host: new URL(scene.url).host },
  });
  const { data: files } = await call('GET /group/file/list', { token: scene.token, query: { group_id } });
  const file_list = files.map(({ file_id }: Loose) => file_id);
  await call('POST /group/file/delete', { token: scene.token, body: { group_id, file_list } });
  await scene.server.files.sweep();
  for (const url of [one, two]) expect((await scene.get(url)).status).toBe(404);
  expect(await (await scene.get(kept)).text()).toBe('two');
});
