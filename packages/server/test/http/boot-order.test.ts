import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestHttp, type Loose, PASSWORD, type TestHttp } from './test-http.ts';

// rest-api.md section 1, "Web boot order", as a deployed web client walks it: over a real socket, from another origin,
// with nothing but the DNS address at the start.

let server: TestHttp;
let dns: string;

beforeAll(async () => {
  server = await createTestHttp();
  dns = `${await server.http.listen({ host: '127.0.0.1', port: 0 })}/v2/app_dns`;
});
afterAll(() => server.stop());

const ORIGIN = { origin: 'https://app.example' };

async function read(url: string, init: RequestInit = {}): Promise<Loose> {
  const response = await fetch(url, { ...init, headers: { ...ORIGIN, ...init.headers } });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  return response.json();
}

test('a deployed web client boots: DNS, latency probe, config, login, friends, groups, details', async () => {
  const found = await read(`${dns}?app_id=demo&source=sdk`);
  expect(found.code).toBe(200);
  expect(found.data.app_status).toBe('normal');
  const [group] = found.data.dns_list;
  expect(group.group_level).toBe(0);
  const [cluster] = group.clusters;
  for (const entry of ['ratel', 'webim', 'ws', 'rtc', 'fireplace']) {
    expect(cluster[entry]).toEqual([{ protocol: 'http', host: new URL(dns).host, ip_list: [] }]);
  }

  const ratel = `${cluster.ratel[0].protocol}://${cluster.ratel[0].host}`;
  await read(`${ratel}/`);
  const app = { app_id: 'demo' };
  const config = await read(`${ratel}/app/config?platform=6`, { headers: app });
  expect(config.data).toMatchObject({ message_forward_max_user_num: 20, message_forward_max_message_num: 100 });

  const json = { 'content-type': 'application/json;charset=UTF-8' };
  const login = await read(`${ratel}/token/user`, {
    method: 'POST',
    headers: { ...app, ...json },
    body: JSON.stringify({ name: 'alice', password: PASSWORD }),
  });
  expect(login.data).toMatchObject({ user_id: server.ids.alice, token: expect.any(String) });

  const user = { ...app, 'access-token': login.data.token };
  const [friends, groups] = await Promise.all([
    read(`${ratel}/roster/list?`, { headers: user }),
    read(`${ratel}/group/user_joined?`, { headers: user }),
  ]);
  expect(friends.data).toEqual([server.ids.bob, server.ids.carol]);
  expect(groups.data).toEqual([]);

  const details = await read(`${ratel}/roster/list`, {
    method: 'POST',
    headers: { ...user, ...json },
    body: JSON.stringify({ list: [...friends.data, server.ids.alice] }),
  });
  expect(details.data.map((row: Loose) => [row.user_id, row.username, row.relation])).toEqual([
    [server.ids.bob, 'bob', 0],
    [server.ids.carol, 'carol', 0],
    [server.ids.alice, 'alice', 2],
  ]);
  const groupInfos = await read(`${ratel}/group/info/batch`, {
    method: 'POST',
    headers: { ...user, ...json },
    body: JSON.stringify({ group_list: groups.data }),
  });
  expect(groupInfos.data).toEqual([]);
});

test('the preflight of every call passes for any origin, with the headers that clients send', async () => {
  for (const path of ['/token/user', '/user/settings', '/roster/list', '/app/not_yet_built']) {
    const response = await fetch(new URL(path, dns), {
      method: 'OPTIONS',
      headers: {
        ...ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'access-token,app_id,content-type',
      },
    });
    expect(response.ok).toBe(true);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(Number(response.headers.get('access-control-max-age'))).toBeGreaterThan(600);
    const headers = response.headers.get('access-control-allow-headers')?.split(/, ?/);
    expect(headers).toEqual(expect.arrayContaining(['app_id', 'access-token', 'content-type', 'user_id', 'group_id']));
    const methods = response.headers.get('access-control-allow-methods')?.split(/, ?/);
    expect(methods).toEqual(expect.arrayContaining(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']));
  }
});

test('a body past the limit is refused in the envelope, over a real socket too', async () => {
  const answer = await read(new URL('/token/user', dns).href, {
    method: 'POST',
    headers: { app_id: 'demo', 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'alice', password: 'x'.repeat(1_100_000) }),
  });
  expect(answer).toMatchObject({ code: 10002, message: expect.stringContaining('too large') });
});
