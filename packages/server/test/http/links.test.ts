import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHttp, type Loose, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

let server: TestHttp;
let alice: string;
let admin: string;
beforeAll(async () => {
  server = await createTestHttp(
    { publicUrl: 'https://im.example.com' },
    { linksPerUser: 3, supportStaff: 3, anonymousPerAddress: 50 },
  );
  alice = await server.tokenOf('alice');
  admin = server.accounts.issueAdminToken(server.app);
  await makeOtherApp(server);
});
afterAll(() => server.stop());

describe('short links', () => {
  const make = (body: object, token = alice, headers: Record<string, string> = {}) =>
    server.call('POST /app/link', { body, token, headers });
  const info = (link: string, appId: string | null = null) => server.call('GET /info', { query: { link }, appId });

  test('lead to their maker, whatever app the asker starts with, by code or by address', async () => {
    const { data } = await make({ text: '你好', type: 'support' });
    expect(data).toEqual({
      link: expect.stringMatching(/^[a-z2-9]{6}$/),
      url: `https://im.example.com/?link=${data.link}`,
      uid: server.ids.alice,
      text: '你好',
      type: 'support',
    });
    const leads = { app_id: 'demo', uid: server.ids.alice, text: '你好', type: 'support' };
    expect((await info(data.link)).data).toEqual(leads);
    expect((await info(data.link.toUpperCase(), 'other')).data).toEqual(leads);
    expect((await info(data.url)).data).toEqual(leads);
    expect((await info(`https://lanying.link/${data.link}`)).data).toEqual(leads);
  });

  test('that nobody made are refused in the envelope', async () => {
    for (const link of ['', 'abc', 'zzzzzz', 'https://x.example/']) {
      expect(await info(link)).toMatchObject({ status: 200, code: 10002, message: 'the link is unknown' });
    }
    expect((await server.call('GET /info', { appId: null })).code).toBe(10002);
    expect((await server.call('GET /info', { appId: null, query: { link: 'x'.repeat(501) } })).code).toBe(10002);
  });

  test('are listed and deleted by their maker; there are so many a user', async () => {
    const mine = async () => (await server.call('GET /app/link', { token: alice })).data.map(({ link }: Loose) => link);
    while ((await mine()).length < 3) await make({});
    expect((await make({})).code).toBe(10010);
    const [first, ...others] = await mine();
    const remove = (line: string, link: string, token = alice) => server.call(line, { query: { link }, token });
    expect((await remove('POST /app/link/delete', first, await server.tokenOf('bob'))).code).toBe(10002);
    expect((await remove('DELETE /app/link/delete', first)).data).toBe(true);
    expect((await remove('POST /app/link/delete', first)).code).toBe(10002);
    expect(await mine()).toEqual(others);
    expect((await info(first)).code).toBe(10002);
    expect((await make({})).code).toBe(200);
  });

  test('to others are made by admins only', async () => {
    expect((await make({ uid: server.ids.bob })).code).toBe(10010);
    expect((await make({ uid: server.ids.bob }, admin)).data.uid).toBe(server.ids.bob);
    expect((await make({}, admin, { user_id: String(server.ids.carol) })).data.uid).toBe(server.ids.carol);
    expect((await make({}, admin)).code).toBe(10002);
    expect((await make({ uid: 2 }, admin)).code).toBe(10000);
    const query = { uid: server.ids.bob };
    expect((await server.call('GET /app/link', { query, token: admin })).data).toHaveLength(1);
    expect((await server.call('GET /app/link', { query, token: alice })).code).toBe(10010);
  });

  test.each([
    { uid: 'x' },
    { uid: -1 },
    { text: 1 },
    { text: 'x'.repeat(1025) },
    { type: 'x'.repeat(65) },
  ])('are not made with %j', async (body) => {
    expect((await make(body)).code).toBe(10002);
  });

  test('of an app that is frozen lead nowhere', async () => {
    const { link } = (await make({ uid: server.ids.bob }, admin)).data;
    const setStatus = (status: 'frozen' | 'normal') =>
      server.database.query.updateTable('apps').set({ status }).where('app_id', '=', server.app.appId).execute();
    await setStatus('frozen');
    // The app is remembered; a change of its settings makes the server look again.
    await server.apps.update(server.app.appId, {});
    expect((await info(link)).code).toBe(40003);
    await setStatus('normal');
    await server.apps.update(server.app.appId, {});
    expect((await info(link)).code).toBe(200);
  });
});

describe('registering a visitor', () => {
  const visit = (body: object, appId = 'demo') => server.call('POST /user/register/anonymous', { body, appId });
  const password = 'abcdefghijklmnopqrstuvwx';

  test('gives a name that begins as asked, to log in with', async () => {
    const { code, data } = await visit({ username: 'anon_', password, cid: server.ids.alice });
    expect([code, data]).toEqual([
      200,
      { username: expect.stringMatching(/^anon_[a-z]\w{9}$/), user_id: expect.any(Number) },
    ]);
    const login = await server.call('POST /token/user', { body: { name: data.username, password } });
    expect(login.data.user_id).toBe(data.user_id);
    expect((await visit({ username: 'anon_', password })).data.username).not.toBe(data.username);
  });

  test('takes what deployed pages send as cid, and any prefix that a name begins with', async () => {
    for (const cid of [null, '2306414607729', 2306414607729, 'NaN']) {
      expect((await visit({ username: 'anon_', password, cid })).code).toBe(200);
    }
    expect((await visit({ username: '', password })).data.username).toMatch(/^anon_/);
    expect((await visit({ username: '123', password })).data.username).toMatch(/^123[a-z]/);
  });

  test.each([
    'maxim',
    'a b',
    'x'.repeat(60),
  ])('refuses the prefix %j in words that deployed pages show', async (username) => {
    const { code, message } = await visit({ username, password });
    expect(code).toBe(10002);
    expect(message).not.toContain('invalid request parameter');
  });

  test('is for apps that let anyone register, and visitors too', async () => {
    const settings = (body: object) => server.call('POST /admin/app/settings', { body, token: admin });
    await settings({ anonymous_registration: false });
    expect((await visit({ username: 'anon_', password })).code).toBe(40001);
    await settings({ anonymous_registration: true, open_registration: false });
    expect((await visit({ username: 'anon_', password })).code).toBe(40001);
    await settings({ open_registration: true });
    expect((await visit({ username: 'anon_', password })).code).toBe(200);
  });

  test('one network registers so many an hour; refused ones do not count', async () => {
    const strict = await createTestHttp({}, { anonymousPerAddress: 2 });
    try {
      const body = { username: 'anon_', password };
      const register = (sent: object) => strict.call('POST /user/register/anonymous', { body: sent });
      expect((await register({ ...body, password: '' })).code).toBe(10002);
      expect((await register(body)).code).toBe(200);
      expect((await register(body)).code).toBe(200);
      expect((await register(body)).code).toBe(10028);
      strict.passTime(1_800_000);
      expect((await register(body)).code).toBe(200);
    } finally {
      await strict.stop();
    }
  });
});

describe('support staff', () => {
  const set = (list: unknown, token = admin) => server.call('POST /admin/app/support_staff', { body: { list }, token });
  const list = async (token = alice, appId = 'demo') =>
    (await server.call('GET /app/support_staff', { token, appId })).data;

  test('is nobody until an admin sets it', async () => {
    expect(await list()).toEqual([]);
  });

  test('is shown in the order that it was set, with what clients show', async () => {
    await server.call('POST /user/nickname', { query: { nick_name: 'Help' }, token: await server.tokenOf('bob') });
    const staff = [{ user_id: server.ids.carol, source: 'chatbot' }, { user_id: String(server.ids.bob) }];
    expect((await set(staff)).data).toBe(true);
    const shown = [
      { user_id: server.ids.carol, username: 'carol', nickname: 'carol', avatar: '', source: 'chatbot' },
      { user_id: server.ids.bob, username: 'bob', nickname: 'Help', avatar: '', source: 'official' },
    ];
    expect((await list()).map(({ nickname: _, ...rest }: Loose) => rest)).toEqual(
      shown.map(({ nickname: _, ...rest }) => rest),
    );
    expect((await list())[1].nickname).toBe('Help');
    expect((await server.call('GET /admin/app/support_staff', { token: admin })).data).toEqual(await list());
    expect((await server.call('PUT /admin/app/support_staff', { body: { list: [] }, token: admin })).data).toBe(true);
    expect(await list()).toEqual([]);
  });

  test('is the app’s own', async () => {
    const other = await server.apps.find((await makeOtherApp(server)).appId);
    await server.accounts.register(other, { username: 'olga', password: PASSWORD });
    const login = { body: { name: 'olga', password: PASSWORD }, appId: 'other' };
    const olga = (await server.call('POST /token/user', login)).data.token;
    await set([{ user_id: server.ids.bob }]);
    expect(await list(olga, 'other')).toEqual([]);
    const elsewhere = server.accounts.issueAdminToken(other);
    const foreign = await server.call('POST /admin/app/support_staff', {
      body: { list: [{ user_id: server.ids.bob }] },
      token: elsewhere,
      appId: 'other',
    });
    expect(foreign.code).toBe(10000);
  });

  test('without those who were deleted since, to whom no link leads either', async () => {
    await server.call('POST /user/register/v2', { body: { username: 'gone', password: PASSWORD } });
    const gone = await server.tokenOf('gone');
    const { userId } = (await server.accounts.findByName(server.app.appId, 'gone'))!;
    await set([{ user_id: userId }, { user_id: server.ids.bob }]);
    const { link } = (await server.call('POST /app/link', { body: {}, token: gone })).data;
    await server.call('POST /user/delete', { body: { password: PASSWORD }, token: gone });
    expect((await list()).map(({ username }: Loose) => username)).toEqual(['bob']);
    expect((await set([{ user_id: userId }])).code).toBe(10021);
    expect((await server.call('GET /info', { query: { link }, appId: null })).code).toBe(10002);
    expect((await server.call('POST /app/link', { body: { uid: userId }, token: admin })).code).toBe(10021);
  });

  test('is set by admins, each user once, and so many', async () => {
    await set([{ user_id: server.ids.bob }]);
    expect((await set([], alice)).code).toBe(10010);
    expect((await set([], '')).code).toBe(10003);
    const bob = { user_id: server.ids.bob };
    for (const bad of [
      undefined,
      'x',
      [1],
      [{}],
      [{ user_id: 'x' }],
      [{ ...bob, source: 'x' }],
      [bob, bob],
      [1, 2, 3, 4].map((user_id) => ({ user_id: user_id * 2 })),
    ]) {
      expect((await set(bad)).code).toBe(10002);
    }
    expect((await set([{ user_id: 2 }])).code).toBe(10000);
    expect((await list()).map(({ username }: Loose) => username)).toEqual(['bob']);
  });
});
