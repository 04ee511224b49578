import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loginOf } from '../suites/logins.ts';
import { NOT_ID, NOT_ID_IN_QUERY } from './call-under-test.ts';
import { createTestHttp, type Loose, type TestHttp } from './test-http.ts';

let server: TestHttp;
let token: string;
let count = 0;
let user: Loose;

beforeAll(async () => {
  server = await createTestHttp({}, { revokedTokensPerUser: 2 });
});
afterAll(() => server.stop());

beforeEach(async () => {
  const body = { username: `user_${count++}`, password: 'a password' };
  user = { ...body, id: (await server.call('POST /user/register/v2', { body })).data.user_id };
  token = await newToken();
  for (const [guid, platform] of [
    ['phone', 1],
    ['web', 6],
  ] as const) {
    await server.devices.provision(loginOf(user.id, guid, { appId: server.app.appId, platform, nowMs: 1000 }));
  }
});

const newToken = () => server.tokenOf(user.username, user.password);
const isAlive = async (other: string) => (await server.call('GET /user/profile', { token: other })).code === 200;
const numbers = async () =>
  (await server.call('GET /user/device/list', { token: await newToken() })).data.map((row: Loose) => row.device_sn);

/** A device that logged in with this token, though there is no socket here. */
const logIn = (guid: string, tokenText: string) => {
  const { jti, exp } = JSON.parse(Buffer.from(tokenText.split('.')[1] ?? '', 'base64url').toString());
  return server.devices.provision(
    loginOf(user.id, guid, { appId: server.app.appId, tokenId: jti, tokenExpiresAtMs: exp * 1000 }),
  );
};

test('the list says what each device is, and when it was there', async () => {
  const { data } = await server.call('GET /user/device/list', { token });
  const row = { user_id: user.id, online: false, last_seen: 1000 };
  expect(data).toEqual([
    { ...row, device_sn: 1, platform: 1, user_agent: 'the browser phone' },
    { ...row, device_sn: 2, platform: 6, user_agent: 'the browser web' },
  ]);
});

describe.each(['POST', 'PUT'])('%s /user/kick', (method) => {
  const kick = (call: Parameters<TestHttp['call']>[1]) => server.call(`${method} /user/kick`, { token, ...call });

  test('ends the token of a device that is offline, whether it is named in the query or the body', async () => {
    for (const call of [{ query: { device_sn: 1 } }, { body: { device_sn: 1 } }]) {
      const stolen = await newToken();
      await logIn('phone', stolen);
      expect(await kick(call)).toMatchObject({ code: 200, data: true });
      expect([await isAlive(stolen), await isAlive(token)]).toEqual([false, true]);
    }
  });

  test('by a platform spares the one who asks', async () => {
    const other = await newToken();
    await logIn('web', token);
    await logIn('other web', other);
    expect(await kick({ query: { platform: 6 } })).toMatchObject({ code: 200, data: true });
    expect([await isAlive(other), await isAlive(token)]).toEqual([false, true]);
  });

  test('without parameters ends every token, with and without a body', async () => {
    for (const call of [{}, { body: {} }, { body: { unknown: 1 } }, { body: 'null' }]) {
      const tokens = [await newToken(), await newToken()];
      expect(await kick({ ...call, token: tokens[0] })).toMatchObject({ code: 200, data: true });
      expect([await isAlive(tokens[0] as string), await isAlive(tokens[1] as string)]).toEqual([false, false]);
    }
  });

  test('refuses what names no device and changes nothing', async () => {
    const calls = [
      ...NOT_ID_IN_QUERY.flatMap((bad) => [{ query: { device_sn: bad } }, { query: { platform: bad } }]),
      ...NOT_ID.flatMap((bad) => [{ body: { device_sn: bad } }, { body: { platform: bad } }]),
      { query: { platform: 7 } },
      { query: { device_sn: 1, platform: 1 } },
      { body: { device_sn: 1, platform: 1 } },
      ...['{', '[]', '1', '"text"', '{"a":1}}'].map((body) => ({ body })),
    ];
    for (const call of calls) {
      const answer = await kick(call);
      expect([call, answer.status, answer.code]).toEqual([call, 200, 10002]);
      expect(answer.message).toContain('invalid request parameter');
    }
    expect(await kick({ query: { device_sn: 9 } })).toMatchObject({ code: 10002, message: 'the user has no device 9' });
    expect(await isAlive(token)).toBe(true);
  });

  test('wants an app and a token', async () => {
    expect((await kick({ appId: null })).code).toBe(40000);
    expect((await kick({ token: undefined })).code).toBe(10003);
    expect((await kick({ token: `${token}x` })).code).toBe(402);
    expect(await isAlive(token)).toBe(true);
  });

  test('past the bound of ended tokens is refused; all at once is not', async () => {
    expect((await kick({ query: { device_sn: 1 } })).code).toBe(200);
    expect((await kick({ query: { device_sn: 2 } })).code).toBe(200);
    const third = await newToken();
    await logIn('third', third);
    expect((await kick({ query: { device_sn: 3 } })).code).toBe(10028);
    expect((await server.call('DELETE /user/device/remove', { token, query: { device_sn: 3 } })).code).toBe(10028);
    expect([await isAlive(third), await numbers()]).toEqual([true, [1, 2, 3]]);
    expect((await kick({})).code).toBe(200);
    expect(await isAlive(third)).toBe(false);
    await logIn('third', await newToken());
    expect((await kick({ token: await newToken(), query: { device_sn: 3 } })).code).toBe(200);
  });
});

test('a server with the admin token kicks, removes and binds for a user, and ends no token of another', async () => {
  const admin = { token: server.accounts.issueAdminToken(server.app), headers: { user_id: String(user.id) } };
  const stranger = await server.tokenOf('alice');
  const stolen = await newToken();
  await logIn('web', stolen);
  expect((await server.call('POST /user/kick', { ...admin, query: { platform: 6 } })).code).toBe(200);
  expect([await isAlive(stolen), await isAlive(token)]).toEqual([false, true]);
  const body = { device_sn: '1', device_token: 'place', notifier_name: '' };
  expect(await server.call('PUT /user/token/bind', { ...admin, body })).toMatchObject({ code: 200, data: true });
  expect((await server.call('DELETE /user/device/remove', { ...admin, query: { device_sn: 1 } })).code).toBe(200);
  expect((await server.call('POST /user/kick', admin)).code).toBe(200);
  expect([await isAlive(token), await isAlive(stranger)]).toEqual([false, true]);
});

test('a device is removed once', async () => {
  const remove = () => server.call('POST /user/device/remove', { token, query: { device_sn: 1 } });
  expect(await remove()).toMatchObject({ code: 200, data: true });
  expect(await numbers()).toEqual([2]);
  expect(await remove()).toMatchObject({ code: 10002, message: 'the user has no device 1' });
});

test('pushes are bound to a device that is there, and unbound from any', async () => {
  const bind = (device_sn: number) =>
    server.call('POST /user/token/bind', { token, body: { device_sn, device_token: 'place', notifier_name: 'n' } });
  const unbind = (deviceSn: number) => server.call('POST /user/token/unbind', { token, query: { deviceSn } });
  const bound = async () => {
    const devices = server.database.query.selectFrom('devices').selectAll().where('user_id', '=', user.id);
    const rows = await devices.orderBy('device_sn').execute();
    return rows.map(({ device_token, notifier_name }) => [device_token, notifier_name]);
  };
  expect(await bind(1)).toMatchObject({ code: 200, data: true });
  expect(await bind(3)).toMatchObject({ code: 10002, message: 'the user has no device 3' });
  expect(await bound()).toEqual([
    ['place', 'n'],
    ['', ''],
  ]);
  expect(await unbind(1)).toMatchObject({ code: 200, data: {} });
  expect(await unbind(3)).toMatchObject({ code: 200, data: {} });
  expect(await bound()).toEqual([
    ['', ''],
    ['', ''],
  ]);
});

test('a token of before a kick of all stays ended when the password is changed with one of after', async () => {
  const before = token;
  expect((await server.call('POST /user/kick', { token })).code).toBe(200);
  const after = await newToken();
  const change = { old_password: user.password, new_password: 'another password' };
  expect((await server.call('POST /user/change_password', { token: after, body: change })).code).toBe(200);
  expect([await isAlive(before), await isAlive(after)]).toEqual([false, true]);
  // The one that is kept can be kicked like any other.
  await logIn('web', after);
  expect((await server.call('POST /user/kick', { token: after, query: { device_sn: 2 } })).code).toBe(200);
  expect(await isAlive(after)).toBe(false);
});
