import { afterEach, describe, expect, test } from 'vitest';
import type { Limits } from '../../src/config/index.ts';
import { createTestHttp, type Loose, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

let server: TestHttp;
afterEach(() => server.stop());

const open = async (limits: Partial<Limits> = {}) => {
  server = await createTestHttp({}, limits);
};
const times = async (count: number, call: () => Promise<{ readonly code: number }>) => {
  const codes: number[] = [];
  for (let number = 0; number < count; number += 1) codes.push((await call()).code);
  return codes;
};
const profile = (token: string, address = '10.0.0.1') => callFrom(address, 'GET /user/profile', { token });
const health = (address: string) => callFrom(address, 'GET /app/config', { query: 'platform=6' });

async function callFrom(address: string, line: string, { token, query, appId = 'demo' }: Loose = {}) {
  const [method, url] = line.split(' ') as ['GET', string];
  const response = await server.http.inject({
    method,
    url: query === undefined ? url : `${url}?${query}`,
    headers: { app_id: appId, ...(token === undefined ? {} : { 'access-token': token }) },
    remoteAddress: address,
  });
  const { code, message }: Loose = response.json();
  return { status: response.statusCode, code: code as number, message };
}

test('a token has its own rate: it is held back alone, with 10028 in the envelope, and goes on later', async () => {
  await open({ restPerSecondToken: 2, restBurstToken: 5 });
  const [alice, bob] = [await server.tokenOf('alice'), await server.tokenOf('bob')];
  expect(await times(6, () => profile(alice))).toEqual([200, 200, 200, 200, 200, 10028]);
  const answer = await profile(alice);
  expect(answer).toMatchObject({ status: 200, code: 10028, message: expect.stringContaining('slow down') });
  expect((await profile(bob)).code).toBe(200);
  expect((await profile(await server.tokenOf('alice'))).code).toBe(200);
  server.passTime(1000);
  expect(await times(3, () => profile(alice))).toEqual([200, 200, 10028]);
});

test('calls without a token that counts go on the address: garbage holds back no token of the same address', async () => {
  await open({ restPerSecondAddress: 1, restBurstAddress: 3 });
  // Test logins come from 127.0.0.1.
  const token = await server.tokenOf('alice');
  expect(await times(4, () => health('10.0.0.7'))).toEqual([200, 200, 200, 10028]);
  expect((await health('10.0.0.8')).code).toBe(200);
  expect(await times(4, () => profile('garbage', '10.0.0.9'))).toEqual([402, 402, 402, 10028]);
  expect((await profile(token, '10.0.0.9')).code).toBe(200);
  expect((await health('10.0.0.9')).code).toBe(10028);
  server.passTime(1000);
  expect((await health('10.0.0.9')).code).toBe(200);
});

test('a token on a call that needs none does not get around the limit of the address', async () => {
  await open({ restPerSecondAddress: 1, restBurstAddress: 2 });
  let number = 0;
  const calls = await times(3, () => {
    number += 1;
    return callFrom('10.0.0.7', 'GET /app/config', { query: 'platform=6', token: `made up ${number}` });
  });
  expect(calls).toEqual([200, 200, 10028]);
});

test('a made-up token on a call that a user may make, or nobody in particular, goes on the address', async () => {
  await open({ restPerSecondAddress: 1, restBurstAddress: 2, restPerSecondToken: 1, restBurstToken: 3 });
  const guess = (token: string) =>
    server.http.inject({
      method: 'POST',
      url: '/app/user/mobile_bind_with_sign',
      headers: { app_id: 'demo', 'access-token': token },
      payload: { mobile: '+8613800000000', sign: 'x' },
      remoteAddress: '10.0.0.7',
    });
  const codesOf = async (tokens: readonly string[]) => {
    const codes: number[] = [];
    for (const token of tokens) codes.push((await guess(token)).json().code);
    return codes;
  };
  const [first, second, held] = await codesOf(['made up 1', 'made up 2', 'made up 3']);
  expect([first === 10028, second === 10028, held]).toEqual([false, false, 10028]);
  const alice = await server.tokenOf('alice');
  const own = await codesOf([alice, alice, alice, alice]);
  expect(own.indexOf(10028)).toBe(3);
});

describe('files', () => {
  const get = (url: string, headers: Readonly<Record<string, string>> = {}) =>
    server.http.inject({ method: 'GET', url, headers, remoteAddress: '10.0.0.7' });
  const statuses = async (count: number, call: () => Promise<{ readonly statusCode: number }>) => {
    const found: number[] = [];
    for (let number = 0; number < count; number += 1) found.push((await call()).statusCode);
    return found;
  };

  test('by a token in the address go on its account, with HTTP 429 and 10028', async () => {
    await open({ restPerSecondToken: 1, restBurstToken: 2, restPerSecondAddress: 1, restBurstAddress: 1 });
    const token = await server.tokenOf('alice');
    const url = `/file/download/chat?file_sign=x&app_id=demo&access-token=${token}`;
    // Clients append theirs to addresses that have one already.
    expect(await statuses(3, () => get(`${url}&access-token=garbage`))).toEqual([403, 403, 429]);
    expect((await get(url)).json()).toMatchObject({ code: 10028 });
    expect((await profile(token)).code).toBe(10028);
  });

  test('by a made-up token, or none, go on the address', async () => {
    await open({ restPerSecondAddress: 1, restBurstAddress: 2 });
    let number = 0;
    const guess = () => {
      number += 1;
      return get(`/file/download/avatar?object_name=x&app_id=demo&access-token=made-up-${number}`);
    };
    expect(await statuses(3, guess)).toEqual([401, 401, 429]);
    server.passTime(2000);
    expect(await statuses(3, () => get('/file/download/avatar?object_name=x&app_id=demo'))).toEqual([401, 401, 429]);
  });

  test('by a link and to an upload address, whoever guesses them, go on the address', async () => {
    await open({ restPerSecondAddress: 1, restBurstAddress: 2 });
    expect(await statuses(3, () => get('/file/download/link/guessed'))).toEqual([403, 403, 429]);
    server.passTime(2000);
    const upload = () =>
      server.http.inject({
        method: 'PUT',
        url: '/file/upload/guessed',
        headers: { 'content-type': 'application/octet-stream' },
        payload: Buffer.from('x'),
        remoteAddress: '10.0.0.7',
      });
    expect(await statuses(3, upload)).toEqual([403, 403, 429]);
    expect((await upload()).json()).toMatchObject({ code: 10028 });
  });

  test('count on their app as well', async () => {
    await open({ restPerSecondApp: 1, restBurstApp: 3 });
    const token = await server.tokenOf('alice');
    const url = `/file/download/avatar?object_name=x&app_id=demo&access-token=${token}`;
    expect(await statuses(3, () => get(url))).toEqual([404, 404, 429]);
  });
});

test('one customer of an IPv6 network is one address', async () => {
  await open({ restPerSecondAddress: 1, restBurstAddress: 2 });
  const [one, two, three] = ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:2:aaaa::3'];
  const codes = [(await health(one)).code, (await health(two)).code, (await health(three)).code];
  expect(codes).toEqual([200, 200, 10028]);
  expect((await health('2001:db8:1:3::1')).code).toBe(200);
});

test('an app has its rate, in the place of the server’s where the console set one, and others go on', async () => {
  await open({ restPerSecondApp: 1, restBurstApp: 4 });
  const other = await makeOtherApp(server);
  await server.accounts.register(other, { username: 'olga', password: PASSWORD });
  const [alice, bob] = [await server.tokenOf('alice'), await server.tokenOf('bob')];
  // The two logins were calls of the app as well.
  expect(await times(3, () => profile(alice))).toEqual([200, 200, 10028]);
  expect((await profile(bob)).code).toBe(10028);
  expect((await health('10.9.9.9')).code).toBe(10028);
  const config = () => callFrom('10.9.9.9', 'GET /app/config', { query: 'platform=6', appId: 'other' });
  expect((await config()).code).toBe(200);
  await server.apps.update(server.app.appId, { settings: { restPerSecondApp: 100 } });
  server.passTime(5000);
  expect(new Set(await times(100, () => profile(alice)))).toEqual(new Set([200]));
});

test('the console goes on while an app is held back', async () => {
  await open({ restPerSecondApp: 1, restBurstApp: 1 });
  const alice = await server.tokenOf('alice');
  expect((await profile(alice)).code).toBe(10028);
  const token = await server.consoleToken();
  expect((await server.call('GET /admin/apps/demo', { appId: null, token })).code).toBe(200);
});

test('metrics say how often which limit held', async () => {
  await open({ restPerSecondToken: 1, restBurstToken: 1, restPerSecondAddress: 1, restBurstAddress: 2 });
  const token = await server.tokenOf('alice');
  await times(3, () => profile(token));
  await times(3, () => health('10.0.0.7'));
  const { text } = await server.call('GET /metrics', { appId: null });
  expect(text).toContain('warbler_rest_limited_total{kind="token"} 2');
  expect(text).toContain('warbler_rest_limited_total{kind="address"} 1');
});

test('with the defaults a client’s burst of 50 calls passes, and a backend with 500 calls a second for seconds on end', async () => {
  server = await createTestHttp({}, { restBurstAddress: 2000, restBurstToken: 2000 });
  const token = server.accounts.issueAdminToken(server.app);
  const alice = await server.tokenOf('alice');
  expect(new Set(await times(50, () => profile(alice)))).toEqual(new Set([200]));
  const codes = new Set<number>();
  for (let second = 0; second < 6; second += 1) {
    for (const code of await times(500, () => callFrom('10.0.0.1', 'GET /admin/app/tokens', { token })))
      codes.add(code);
    server.passTime(1000);
  }
  expect(codes).toEqual(new Set([200]));
});
