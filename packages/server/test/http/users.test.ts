import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHttp, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

let server: TestHttp;
let admin: string;
let otherUser: number;
beforeAll(async () => {
  server = await createTestHttp({}, { usersPerCall: 5 });
  admin = server.accounts.issueAdminToken(server.app);
  const other = await makeOtherApp(server);
  otherUser = (await server.accounts.register(other, { username: 'olga', password: PASSWORD })).userId;
});
afterAll(() => server.stop());

const byAdmin = (line: string, body?: unknown, user_id?: number) =>
  server.call(line, {
    token: admin,
    ...(body === undefined ? {} : { body }),
    ...(user_id === undefined ? {} : { headers: { user_id: String(user_id) } }),
  });
const profileOf = async (user: number) => (await byAdmin('GET /user/profile', undefined, user)).data;
const newUser = async (username: string) =>
  (await server.accounts.register(server.app, { username, password: PASSWORD })).userId;

describe('the list of users', () => {
  test('has pages by number, shows who is banned, and nobody of another app', async () => {
    const all = await byAdmin('GET /user/list');
    expect(all.data).toEqual(
      ['alice', 'bob', 'carol'].map((username) => ({
        user_id: server.ids[username as 'alice'],
        username,
        status: 0,
      })),
    );
    const page = (page_num: number, page_size: number) =>
      server.call('GET /user/list', { token: admin, query: { page_num, page_size } });
    expect((await page(1, 2)).data).toEqual(all.data.slice(0, 2));
    expect((await page(2, 2)).data).toEqual(all.data.slice(2));
    expect((await page(3, 2)).data).toEqual([]);
    await byAdmin('PUT /user/disable', { list: [server.ids.bob] });
    expect((await page(2, 1)).data).toEqual([{ user_id: server.ids.bob, username: 'bob', status: 1 }]);
    await byAdmin('PUT /user/enable', { list: [server.ids.bob] });
    expect((await byAdmin('GET /user/list')).data).toEqual(all.data);
  });

  test.each([
    { page_num: '0' },
    { page_num: 'x' },
    { page_size: '0' },
    { page_size: '201' },
    { page_size: '-1' },
    { page_num: '10000001' },
  ])('refuses %j', async (query: Record<string, string>) => {
    const answer = await server.call('GET /user/list', { token: admin, query });
    expect(answer).toMatchObject({ code: 10002, message: expect.stringContaining(Object.keys(query)[0]!) });
  });
});

describe('a ban', () => {
  test('refuses the token and the login, and lifting it lets the same token in again', async () => {
    const user = await newUser('bandit');
    const token = await server.tokenOf('bandit');
    const profile = async () => (await server.call('GET /user/profile', { token })).code;
    const login = async (password = PASSWORD) =>
      (await server.call('POST /token/user', { body: { name: 'bandit', password } })).code;
    expect(await byAdmin('PUT /user/disable', { list: [String(user), user] })).toMatchObject({ code: 200, data: true });
    expect([await profile(), await login(), await login('wrong')]).toEqual([10010, 10010, 11001]);
    // Banned already: nothing to do.
    expect((await byAdmin('PUT /user/disable', { list: [user] })).code).toBe(200);
    expect((await byAdmin('PUT /user/enable', { list: [user] })).data).toBe(true);
    expect([await profile(), await login()]).toEqual([200, 200]);
  });

  test('leaves the banned user as they are for everyone else, and for admins who act as them', async () => {
    const user = await newUser('villain');
    await byAdmin('PUT /user/disable', { list: [user] });
    const seen = await server.call('GET /roster/id', {
      token: await server.tokenOf('alice'),
      query: { user_id: user },
    });
    expect(seen.data).toMatchObject({ username: 'villain' });
    expect((await byAdmin('POST /user/profile', { nick_name: 'V' }, user)).code).toBe(200);
    expect((await profileOf(user)).nick_name).toBe('V');
  });

  test('lets nothing be sent as the banned user, also not by admins; what others send them is stored', async () => {
    const user = await newUser('mute_one');
    const send = (from_user_id: number, to: number) =>
      byAdmin('POST /message/send', { from_user_id, targets: [to], type: 1, content_type: 0, content: 'hi' });
    await byAdmin('PUT /user/disable', { list: [user] });
    expect((await send(user, server.ids.bob)).code).toBe(10010);
    expect((await send(server.ids.bob, user)).code).toBe(200);
    await byAdmin('POST /user/delete', {}, user);
    expect([(await send(user, server.ids.bob)).code, (await send(server.ids.bob, user)).code]).toEqual([10021, 10021]);
    const notice = { targets: [user], type: 1, content_type: 0, content: 'hi' };
    expect((await byAdmin('POST /message/notify', notice)).code).toBe(10021);
  });

  test.each([
    'PUT /user/disable',
    'PUT /user/enable',
  ])('%s is all or nothing, and names who is not there', async (line) => {
    const [user, deleted] = [await newUser(`some_${line.slice(10)}`), await newUser(`gone_${line.slice(10)}`)];
    if (line.endsWith('enable')) await byAdmin('PUT /user/disable', { list: [user] });
    await byAdmin('POST /user/delete', {}, deleted);
    const before = (await byAdmin('GET /user/list')).data;
    for (const [unknown, code] of [
      [4, 10000],
      [otherUser, 10000],
      [deleted, 10021],
    ] as const) {
      const answer = await byAdmin(line, { list: [user, unknown] });
      expect(answer).toMatchObject({ code, message: expect.stringContaining(String(unknown)) });
    }
    expect((await byAdmin('GET /user/list')).data).toEqual(before);
    expect((await byAdmin(line, { list: [] })).data).toBe(true);
  });

  test('of more users than one call takes is refused', async () => {
    const list = Array.from({ length: 6 }, () => server.ids.bob);
    expect(await byAdmin('PUT /user/disable', { list })).toMatchObject({
      code: 10002,
      message: expect.stringContaining('at most 5'),
    });
  });

  test('while a call is under way counts before the call does anything', async () => {
    const slow = await createTestHttp();
    try {
      const identified = new Promise<void>((resolve) => {
        slow.http.addHook('preParsing', async ({ url }) => {
          if (url === '/user/profile') resolve();
        });
      });
      const address = await slow.http.listen({ port: 0, host: '127.0.0.1' });
      const token = await slow.tokenOf('alice');
      const call = request(`${address}/user/profile`, {
        method: 'POST',
        headers: { app_id: 'demo', 'access-token': token, 'content-type': 'application/json' },
        agent: false,
      });
      call.write('{"nick_name":');
      await identified;
      await slow.accounts.ban(slow.app.appId, [slow.ids.alice]);
      call.end('"late"}');
      const [answer] = await once(call, 'response');
      expect(await json(answer)).toMatchObject({ code: 10010 });
      expect((await slow.accounts.find(slow.app.appId, slow.ids.alice)).profile.nickName).toBe('Alice');
    } finally {
      await slow.stop();
    }
  });
});

describe('the profiles of many users', () => {
  test.each([
    'POST',
    'PUT',
  ])('%s changes each on its own, and answers a row for each in their order', async (method) => {
    const { alice, bob } = server.ids;
    const before = await profileOf(bob);
    const deleted = await newUser(`late_${method}`);
    await byAdmin('POST /user/delete', {}, deleted);
    const answer = await byAdmin(`${method} /user/profile/batch`, {
      list: [
        { user_id: String(alice), nick_name: `A ${method}`, private_info: 'p' },
        { user_id: 4, nick_name: 'nobody' },
        { user_id: otherUser, nick_name: 'not ours' },
        { user_id: deleted, nick_name: 'gone' },
        { user_id: bob, nick_name: 'x'.repeat(257), description: 'not this either' },
      ],
    });
    expect(answer.data).toEqual([
      { user_id: alice, success: true },
      { user_id: 4, success: false, reason: 'the user does not exist' },
      { user_id: otherUser, success: false, reason: 'the user does not exist' },
      { user_id: deleted, success: false, reason: 'the user was deleted' },
      { user_id: bob, success: false, reason: expect.stringContaining('256') },
    ]);
    expect(await profileOf(alice)).toMatchObject({ nick_name: `A ${method}`, private_info: 'p' });
    expect(await profileOf(bob)).toEqual(before);
  });

  test('an e-mail address is set there, is shown to its owner only, and is one of the names to log in with', async () => {
    const { alice, bob } = server.ids;
    const set = (user_id: number, email: string) => byAdmin('POST /user/profile/batch', { list: [{ user_id, email }] });
    expect((await set(alice, 'Alice@Example.com')).data[0].success).toBe(true);
    expect((await profileOf(alice)).email).toBe('alice@example.com');
    for (const url of ['/token/login', '/token/user']) {
      const login = (email: string, password = PASSWORD) =>
        server.call(`POST ${url}`, { body: { login_name: email, name: email, password } });
      expect((await login('ALICE@example.com')).data.user_id).toBe(alice);
      expect((await login('alice@example.com', 'wrong')).code).toBe(11001);
      expect((await login('nobody@example.com')).code).toBe(10000);
    }
    const seen = await server.call('GET /roster/id', { token: await server.tokenOf('bob'), query: { user_id: alice } });
    expect(seen.text).not.toContain('example.com');

    expect((await set(bob, 'aLICE@example.com')).data[0]).toMatchObject({
      success: false,
      reason: 'the e-mail address is bound to another account',
    });
    expect((await set(bob, 'no address')).data[0].reason).toContain('email');
    expect((await profileOf(bob)).email).toBeUndefined();
    await set(alice, '');
    expect((await profileOf(alice)).email).toBeUndefined();
    expect((await set(bob, 'alice@example.com')).data[0].success).toBe(true);
    expect((await byAdmin('POST /user/profile', { email: 'other@example.com' }, bob)).code).toBe(200);
    expect((await profileOf(bob)).email).toBe('alice@example.com');
  });

  test.each(['POST', 'PUT'])('%s avatars', async (method) => {
    const { carol } = server.ids;
    const answer = await byAdmin(`${method} /user/avatar/batch`, {
      list: [
        { user_id: carol, avatar: `/a?by=${method}` },
        { user_id: 4, avatar: '/a' },
      ],
    });
    expect(answer.data).toMatchObject([
      { user_id: carol, success: true },
      { user_id: 4, success: false },
    ]);
    expect((await profileOf(carol)).avatar).toBe(`/a?by=${method}`);
  });

  test('of more than one call takes are refused as a whole', async () => {
    const list = Array.from({ length: 6 }, () => ({ user_id: server.ids.bob, avatar: 'x', nick_name: 'x' }));
    for (const line of ['POST /user/profile/batch', 'POST /user/avatar/batch']) {
      expect(await byAdmin(line, { list })).toMatchObject({
        code: 10002,
        message: expect.stringContaining('at most 5'),
      });
    }
    expect((await profileOf(server.ids.bob)).avatar).not.toBe('x');
  });
});

describe('a password set by an admin', () => {
  test('needs no old one, ends every token, and works for banned users too', async () => {
    const user = await newUser('forgetful');
    const token = await server.tokenOf('forgetful');
    await byAdmin('PUT /user/disable', { list: [user] });
    const set = await byAdmin('POST /user/change_password_admin', { password: 'a new one' }, user);
    expect(set).toMatchObject({ code: 200, data: true });
    expect(server.passwordChanges.at(-1)).toEqual({ appId: 'demo', userId: user, keptTokenId: undefined });
    await byAdmin('PUT /user/enable', { list: [user] });
    expect((await server.call('GET /user/profile', { token })).code).toBe(402);
    await server.tokenOf('forgetful', 'a new one');
  });

  test('against the rules, for nobody, for somebody deleted or of another app is refused', async () => {
    const deleted = await newUser('deleted_one');
    await byAdmin('POST /user/delete', {}, deleted);
    const set = async (password: string, user?: number) =>
      (await byAdmin('POST /user/change_password_admin', { password }, user)).code;
    expect(await set('', server.ids.bob)).toBe(10002);
    expect(await set('x'.repeat(257), server.ids.bob)).toBe(10002);
    expect(await set('fine')).toBe(10002);
    expect(await set('fine', 4)).toBe(10000);
    expect(await set('fine', otherUser)).toBe(10000);
    expect(await set('fine', deleted)).toBe(10021);
    await server.tokenOf('bob');
  });
});

describe('the online status', () => {
  test('is of the caller, or of whom an admin names', async () => {
    const own = await server.call('GET /user/online_status', { token: await server.tokenOf('alice') });
    expect(own).toMatchObject({ code: 200, data: { online: false } });
    expect((await byAdmin('GET /user/online_status', undefined, server.ids.bob)).data).toEqual({ online: false });
    expect(await byAdmin('GET /user/online_status')).toMatchObject({
      code: 10002,
      message: expect.stringContaining('user_id'),
    });
    expect((await byAdmin('GET /user/online_status', undefined, otherUser)).code).toBe(10000);
  });
});
