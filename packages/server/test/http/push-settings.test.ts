import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHttp, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

let server: TestHttp;
let alice: string;
let bob: string;
beforeAll(async () => {
  server = await createTestHttp({}, { pushTagsPerUser: 4 });
  alice = await server.tokenOf('alice');
  bob = await server.tokenOf('bob');
});
afterAll(() => server.stop());

const logIn = async (name: string, device_guid?: string) =>
  (await server.call('POST /token/user', { body: { name, password: PASSWORD, device_guid } })).data;
const settings = async (token: string) => (await server.call('GET /user/settings', { token })).data;

describe('the push token of a device', () => {
  test('comes with a login that names the device: the same every time, another for another device or user', async () => {
    const { push_token } = await logIn('alice', 'phone');
    expect(push_token).toMatch(/^[\w-]{20,}$/);
    expect((await logIn('alice', 'phone')).push_token).toBe(push_token);
    const others = await Promise.all([logIn('alice', 'laptop'), logIn('bob', 'phone')]);
    expect(new Set([push_token, ...others.map((other) => other.push_token)]).size).toBe(3);
    const body = { password: PASSWORD, device_guid: 'phone' };
    const byId = await server.call('POST /token/id', { body: { ...body, user_id: server.ids.alice } });
    const byName = await server.call('POST /token/login', { body: { ...body, login_name: 'alice' } });
    expect([byId.data.push_token, byName.data.push_token]).toEqual([push_token, push_token]);
  });

  test('is not there when no device is named, and a device of endless length is refused', async () => {
    expect(await logIn('alice')).not.toHaveProperty('push_token');
    expect(await logIn('alice', '')).not.toHaveProperty('push_token');
    const body = { name: 'alice', password: PASSWORD, device_guid: 'x'.repeat(257) };
    expect((await server.call('POST /token/user', { body })).code).toBe(10002);
  });

  test('is made once when a device logs in many times at once', async () => {
    const logins = await Promise.all(Array.from({ length: 6 }, () => logIn('carol', 'tablet')));
    expect(new Set(logins.map(({ push_token }) => push_token)).size).toBe(1);
  });
});

describe('the push token among the settings', () => {
  const set = (token: string, push_token: string) =>
    server.call('POST /user/settings', { token, body: { push_token, vibratory: true } });

  test("is the user's address from then on, and nobody else's", async () => {
    expect((await set(alice, 'address of alice')).code).toBe(200);
    expect((await set(bob, 'address of alice')).code).toBe(10002);
    expect(await settings(bob)).toMatchObject({ vibratory: false });
    expect(await settings(bob)).not.toHaveProperty('push_token');
    await set(alice, 'another address');
    expect((await settings(alice)).push_token).toBe('another address');
    expect((await set(bob, 'address of alice')).code).toBe(200);
    await set(bob, '');
    expect(await settings(bob)).not.toHaveProperty('push_token');
    expect((await set(alice, 'address of alice')).code).toBe(200);
    // A device's own address stays that of the device.
    const { push_token } = await logIn('alice', 'phone');
    expect((await set(alice, push_token)).code).toBe(200);
    expect((await logIn('alice', 'phone')).push_token).toBe(push_token);
  });
});

describe('an alias', () => {
  const set = (token: string, alias: string, push_token?: string) =>
    server.call('POST /user/push/alias', {
      token,
      body: { alias, ...(push_token === undefined ? {} : { push_token }) },
    });

  test('is one user’s in an app, in the place of the one before, until it is taken away', async () => {
    expect(await set(alice, 'star')).toMatchObject({ code: 200, data: true });
    expect((await set(alice, 'star')).code).toBe(200);
    expect(await set(bob, 'star')).toMatchObject({ code: 10011, message: 'the push alias belongs to another user' });
    await set(alice, 'moon');
    expect((await set(bob, 'star')).code).toBe(200);
    expect((await set(bob, '')).code).toBe(200);
    expect((await set(alice, 'star')).code).toBe(200);

    const other = await makeOtherApp(server);
    await server.accounts.register(other, { username: 'olga', password: PASSWORD });
    const body = { name: 'olga', password: PASSWORD };
    const { token } = (await server.call('POST /token/user', { body, appId: 'other' })).data;
    const theirs = await server.call('POST /user/push/alias', { token, body: { alias: 'star' }, appId: 'other' });
    expect(theirs.code).toBe(200);
  });

  test('may stand for one address, which must be one of the user', async () => {
    const [mine, theirs] = [(await logIn('alice', 'phone')).push_token, (await logIn('bob', 'phone')).push_token];
    expect((await set(alice, 'phone of alice', mine)).code).toBe(200);
    for (const push_token of [theirs, 'nobody has it', '']) {
      expect(await set(alice, 'sun', push_token)).toMatchObject({
        code: 10002,
        message: 'the push token is not one of the user',
      });
    }
    expect((await set(bob, 'sun')).code).toBe(200);
    expect((await set(bob, 'phone of alice')).code).toBe(10011);
    expect((await set(bob, 'x', 'x'.repeat(1025))).code).toBe(10002);
  });
});

describe('tags', () => {
  const tags = async (token: string) => (await server.call('GET /user/push/tag', { token })).data;
  const change = (method: string, token: string, list: readonly string[]) =>
    server.call(`${method} /user/push/tag`, { token, body: { tags: list } });

  test('are added, taken away one by one or all at once, and are each user’s own', async () => {
    expect(await tags(alice)).toEqual([]);
    expect(await change('POST', alice, ['news', 'sport', 'news'])).toMatchObject({ code: 200, data: true });
    expect((await change('POST', alice, ['art', 'sport'])).code).toBe(200);
    expect(await tags(alice)).toEqual(['art', 'news', 'sport']);
    expect(await tags(bob)).toEqual([]);
    await change('POST', bob, ['news']);
    expect(await change('DELETE', alice, ['news', 'never had'])).toMatchObject({ code: 200, data: true });
    expect(await tags(alice)).toEqual(['art', 'sport']);
    expect((await server.call('DELETE /user/push/tag/all', { token: alice })).data).toBe(true);
    expect([await tags(alice), await tags(bob)]).toEqual([[], ['news']]);
  });

  test('past the bound are refused, and none of them is added', async () => {
    await change('POST', alice, ['a', 'b', 'c']);
    expect(await change('POST', alice, ['d', 'e'])).toMatchObject({
      code: 10002,
      message: expect.stringContaining('4'),
    });
    expect(await tags(alice)).toEqual(['a', 'b', 'c']);
    expect((await change('POST', alice, ['c', 'd'])).code).toBe(200);
    expect((await change('POST', alice, ['1', '2', '3', '4', '5'])).code).toBe(10002);
    expect((await change('DELETE', alice, ['x'.repeat(257)])).code).toBe(10002);
    expect(await tags(alice)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('an admin sets those of the user that they act as', async () => {
    const admin = server.accounts.issueAdminToken(server.app);
    const headers = { user_id: String(server.ids.carol) };
    await server.call('POST /user/push/tag', { token: admin, headers, body: { tags: ['vip'] } });
    expect(await tags(await server.tokenOf('carol'))).toEqual(['vip']);
  });
});

test('the badge is kept for whoever sends pushes, and is no setting that clients read', async () => {
  const set = (badge: unknown) => server.call('POST /user/push/badge', { token: alice, body: { badge } });
  expect(await set(7)).toMatchObject({ code: 200, data: true });
  const owner = { appId: server.app.appId, userId: server.ids.alice };
  expect((await server.accounts.settings(owner)).pushBadge).toBe(7);
  expect(await settings(alice)).not.toHaveProperty('badge');
  expect((await set('0')).code).toBe(200);
  expect((await server.accounts.settings(owner)).pushBadge).toBe(0);
});
