import { parseAppId } from '@warbler/protocol';
import { createSigner } from 'fast-jwt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHttp, type Loose, PASSWORD, type TestHttp } from './test-http.ts';

let server: TestHttp;
let operator: string;
beforeAll(async () => {
  server = await createTestHttp();
  operator = await server.consoleToken();
});
afterAll(() => server.stop());

const act = (line: string, body?: Loose, token = operator) => server.call(line, { appId: null, token, body });
const ask = (line: string, query: Loose = {}) => server.call(line, { appId: null, token: operator, query });
let count = 0;
const makeApp = async (fields: Loose = {}) => {
  count += 1;
  return (await act('POST /admin/apps', { app_id: `app-${count}`, name: `App ${count}`, ...fields })).data;
};
const profile = (appId: string, token: string) => server.call('GET /user/profile', { appId, token });

const DEFAULTS = {
  open_registration: true,
  anonymous_registration: true,
  stranger_messages: true,
  force_push: false,
  hide_member_info: false,
  recall_window: null,
  message_retention_days: null,
  forward_max_users: 20,
  forward_max_messages: 100,
  device_limit: null,
  group_members: null,
  chatroom_members: null,
  groups_per_app: null,
  groups_created: null,
  groups_joined: null,
  sends_per_second: null,
  rest_per_second: null,
  verification_type: 'personal',
  verification_name: '',
  verification_status: 'unverified',
};

describe('making and listing', () => {
  test('an app is made with a chosen id, its defaults and a first admin token that counts', async () => {
    const { code, data } = await act('POST /admin/apps', { app_id: 'shop-1', name: 'The shop' });
    expect(code).toBe(200);
    const { admin_token, ...app } = data;
    expect(app).toEqual({
      app_id: 'shop-1',
      name: 'The shop',
      status: 'normal',
      settings: DEFAULTS,
      created_at: expect.any(Number),
    });
    expect((await ask('GET /admin/apps/shop-1')).data).toEqual(app);
    const settings = await server.call('GET /admin/app/settings', { appId: 'shop-1', token: admin_token });
    expect(settings.data).toEqual(DEFAULTS);
  });

  test('without an id one is made, and settings may come along', async () => {
    const { data } = await act('POST /admin/apps', {
      name: 'x',
      settings: { open_registration: 0, device_limit: '3' },
    });
    expect(data.app_id).toMatch(/^[a-z]{12}$/);
    expect(data.settings).toEqual({ ...DEFAULTS, open_registration: false, device_limit: 3 });
  });

  test('users of a new app register and log in there, and nowhere else', async () => {
    const { app_id: appId } = await makeApp();
    const body = { username: 'zoe', password: PASSWORD };
    expect((await server.call('POST /user/register/v2', { appId, body })).code).toBe(200);
    const login = { name: 'zoe', password: PASSWORD };
    const { token } = (await server.call('POST /token/user', { appId, body: login })).data;
    expect((await profile(appId, token)).data.username).toBe('zoe');
    expect((await server.call('POST /token/user', { body: login })).code).toBe(10000);
    expect((await profile('demo', token)).code).toBe(402);
  });

  test.each([
    '',
    'A',
    'Shop',
    'a',
    '1app',
    'a b',
    'a/b',
    '..',
    'ä',
    'x'.repeat(65),
  ])('the id %j is refused', async (app_id) => {
    const answer = await act('POST /admin/apps', { app_id, name: 'x' });
    expect(answer).toMatchObject({ code: 10002, message: expect.stringContaining('app_id') });
  });

  test.each(['', '  ', 'x'.repeat(201)])('the name %j is refused', async (name) => {
    expect(await act('POST /admin/apps', { name })).toMatchObject({
      code: 10002,
      message: expect.stringContaining('name'),
    });
    expect((await act('POST /admin/apps/demo', { name })).code).toBe(10002);
  });

  test('an id is given once, also when two ask at the same time', async () => {
    const make = () => act('POST /admin/apps', { app_id: 'once', name: 'x' });
    const answers = await Promise.all([make(), make()]);
    expect(answers.map(({ code }) => code).sort()).toEqual([10002, 200]);
    expect((await act('POST /admin/apps', { app_id: 'demo', name: 'mine' })).code).toBe(10002);
    expect((await ask('GET /admin/apps/demo')).data.name).toBe('Warbler demo');
  });

  test('the list goes on page by page, and finds parts of ids and names', async () => {
    for (const number of [1, 2, 3, 4, 5]) {
      await act('POST /admin/apps', { app_id: `paged-${number}`, name: `Page ${number}` });
    }
    const pages: string[][] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: Loose = await ask('GET /admin/apps', { cursor, limit: 2, search: 'PAGED-' });
      pages.push(page.data.map(({ app_id }: Loose) => app_id));
      cursor = page.cursor;
    }
    expect(pages).toEqual([['paged-1', 'paged-2'], ['paged-3', 'paged-4'], ['paged-5']]);
    const named = await ask('GET /admin/apps', { search: 'page 3' });
    expect(named.data.map(({ app_id }: Loose) => app_id)).toEqual(['paged-3']);
    expect((await ask('GET /admin/apps', { search: '%' })).data).toEqual([]);
    const all = (await ask('GET /admin/apps')).data.map(({ app_id }: Loose) => app_id);
    expect(all).toContain('demo');
    expect(all).toEqual([...all].sort());
  });

  test.each([0, 101, 'x', -1])('a page of %j is refused', async (limit) => {
    expect((await ask('GET /admin/apps', { limit })).code).toBe(10002);
  });

  test('there is a bound, and at the bound nothing comes back to life', async () => {
    const small = await createTestHttp({}, { appsPerServer: 2 });
    try {
      const token = await small.consoleToken();
      const call = (line: string, body?: Loose) => small.call(line, { appId: null, token, body });
      expect((await call('POST /admin/apps', { name: 'second' })).code).toBe(200);
      expect((await call('POST /admin/apps', { name: 'third' })).code).toBe(10002);
      await call('DELETE /admin/apps/demo/tokens/first');
      expect((await call('POST /admin/apps', { app_id: 'demo', name: 'third' })).code).toBe(10002);
      expect((await call('GET /admin/apps/demo/tokens')).data).toEqual([]);
    } finally {
      await small.stop();
    }
  });
});

describe('settings', () => {
  test('each of them changes alone, is answered at once, and null is the default again', async () => {
    const { app_id } = await makeApp();
    const changed: Loose = {
      open_registration: false,
      anonymous_registration: false,
      stranger_messages: false,
      force_push: true,
      hide_member_info: true,
      recall_window: 0,
      message_retention_days: 30,
      forward_max_users: 50,
      forward_max_messages: 200,
      device_limit: 2,
      group_members: 3,
      chatroom_members: 4,
      groups_per_app: 9,
      groups_created: 5,
      groups_joined: 6,
      sends_per_second: 7,
      rest_per_second: 8000,
      verification_type: 'enterprise',
      verification_name: 'The Shop Ltd.',
      verification_status: 'verified',
    };
    expect(Object.keys(changed).sort()).toEqual(Object.keys(DEFAULTS).sort());
    let expected: Loose = DEFAULTS;
    for (const [name, value] of Object.entries(changed)) {
      expected = { ...expected, [name]: value };
      expect((await act(`PUT /admin/apps/${app_id}`, { settings: { [name]: value } })).data.settings).toEqual(expected);
    }
    expect((await ask(`GET /admin/apps/${app_id}`)).data.settings).toEqual(changed);
    const back = Object.entries(DEFAULTS).filter(
      ([, value]) => typeof value !== 'boolean' && typeof value !== 'string',
    );
    const settings = Object.fromEntries(back.map(([name]) => [name, null]));
    const { data } = await act(`POST /admin/apps/${app_id}`, { settings });
    for (const [name, value] of back) expect([name, data.settings[name]]).toEqual([name, value]);
    expect(data.settings.verification_name).toBe('The Shop Ltd.');
  });

  test.each([
    { recall_window: -1 },
    { recall_window: 1.5 },
    { recall_window: 3651 * 86_400_000 },
    { message_retention_days: 0 },
    { message_retention_days: 3651 },
    { forward_max_users: 19 },
    { forward_max_messages: 99 },
    { device_limit: 0 },
    { device_limit: 1001 },
    { group_members: 1 },
    { sends_per_second: 0 },
    { sends_per_second: '1e3' },
    { open_registration: 'yes' },
    { open_registration: null },
    { verification_type: 'government' },
    { verification_status: 1 },
    { verification_name: 'x'.repeat(201) },
  ])('%j is refused and changes nothing', async (settings) => {
    const before = (await ask('GET /admin/apps/demo')).data;
    const answer = await act('POST /admin/apps/demo', { name: 'changed', settings: { ...settings, force_push: true } });
    expect(answer).toMatchObject({ code: 10002, message: expect.stringContaining(Object.keys(settings)[0] as string) });
    expect((await ask('GET /admin/apps/demo')).data).toEqual(before);
  });

  test('two changes at once both hold', async () => {
    const { app_id } = await makeApp();
    const change = (settings: Loose) => act(`POST /admin/apps/${app_id}`, { settings });
    await Promise.all([change({ recall_window: 1 }), change({ force_push: true }), change({ device_limit: 9 })]);
    expect((await ask(`GET /admin/apps/${app_id}`)).data.settings).toEqual({
      ...DEFAULTS,
      recall_window: 1,
      force_push: true,
      device_limit: 9,
    });
  });

  test('an admin token of the app changes what the app decides, and not what bounds it or says who it is', async () => {
    const { app_id: appId, admin_token: token } = await makeApp();
    const change = (body: Loose) => server.call('PUT /admin/app/settings', { appId, token, body });
    expect((await change({ force_push: 1, message_retention_days: '7' })).data).toEqual({
      ...DEFAULTS,
      force_push: true,
      message_retention_days: 7,
    });
    for (const name of ['device_limit', 'group_members', 'sends_per_second', 'verification_status']) {
      const value = name === 'verification_status' ? 'verified' : 5;
      const answer = await change({ force_push: false, [name]: value });
      expect(answer).toMatchObject({ code: 10010, message: expect.stringContaining(name) });
    }
    expect((await server.call('GET /admin/app/settings', { appId, token })).data.force_push).toBe(true);
  });

  test('the DNS answer and the app config say what was set', async () => {
    const { app_id: appId, name } = await makeApp();
    const dns = async () =>
      (await server.call('GET /v2/app_dns', { appId: null, query: { app_id: appId } })).data.account_verification;
    expect(await dns()).toEqual({ type: 'personal', name, status: 'unverified' });
    await act(`POST /admin/apps/${appId}`, {
      settings: {
        verification_type: 'enterprise',
        verification_name: 'Shop Ltd.',
        verification_status: 'expired',
        forward_max_users: 33,
        forward_max_messages: 333,
        hide_member_info: true,
      },
    });
    expect(await dns()).toEqual({ type: 'enterprise', name: 'Shop Ltd.', status: 'expired' });
    expect((await server.call('GET /app/config', { appId, query: { platform: 6 } })).data).toEqual({
      hide_member_info: true,
      message_forward_max_user_num: 33,
      message_forward_max_message_num: 333,
    });
  });
});

describe('bounds of an app', () => {
  test('hold in the place of the server’s, up and down, for groups', async () => {
    const bounded = await createTestHttp({}, { groupsCreated: 2, groupMembers: 3 });
    try {
      const token = await bounded.consoleToken();
      const set = (settings: Loose) =>
        bounded.call('POST /admin/apps/demo', { appId: null, token, body: { settings } });
      const alice = await bounded.tokenOf('alice');
      const create = async (fields: Loose = {}) =>
        bounded.call('POST /group/create', { token: alice, body: { name: 'g', ...fields } });
      await set({ groups_created: 1, group_members: 2 });
      const user_list = [bounded.ids.bob, bounded.ids.carol];
      expect((await create({ user_list })).code).toBe(20010);
      const first = await create({ user_list: [bounded.ids.bob] });
      expect(first.data.capacity).toBe(2);
      expect((await create()).code).toBe(20008);
      await set({ groups_created: 3, group_members: 10, groups_joined: 2 });
      expect((await create({ user_list })).data.capacity).toBe(10);
      expect((await create()).code).toBe(20009);
      await set({ groups_joined: null, groups_per_app: 2 });
      expect((await create()).code).toBe(20007);
      await set({ groups_per_app: 3 });
      expect((await create()).code).toBe(200);
      await set({ groups_created: null, group_members: null, groups_per_app: null });
      expect((await create()).code).toBe(20008);
      const { group_id } = first.data;
      const info = await bounded.call('GET /group/info', { token: alice, query: { group_id } });
      expect(info.data.capacity).toBe(3);
      const batch = await bounded.call('POST /group/info/batch', { token: alice, body: { group_list: [group_id] } });
      expect(batch.data[0].capacity).toBe(3);
    } finally {
      await bounded.stop();
    }
  });
});

describe('status', () => {
  test.each(['frozen', 'banned', 'revoked'])('a %s app is not served until it is normal again', async (status) => {
    const { app_id: appId, admin_token } = await makeApp();
    const body = { username: 'zoe', password: PASSWORD };
    await server.call('POST /user/register/v2', { appId, body });
    const login = { name: 'zoe', password: PASSWORD };
    const { token } = (await server.call('POST /token/user', { appId, body: login })).data;
    const codes = async () => [
      (await profile(appId, token)).code,
      (await server.call('GET /admin/app/settings', { appId, token: admin_token })).code,
      (await server.call('POST /token/user', { appId, body: login })).code,
    ];
    const dns = async () =>
      (await server.call('GET /v2/app_dns', { appId: null, query: { app_id: appId } })).data.app_status;

    expect((await act(`PUT /admin/apps/${appId}/status`, { status })).data).toMatchObject({ app_id: appId, status });
    expect(await codes()).toEqual([40003, 40003, 40003]);
    expect(await dns()).toBe(status);
    // The console goes on: it is what brings the app back.
    expect((await ask(`GET /admin/apps/${appId}`)).data.status).toBe(status);
    expect((await act(`POST /admin/apps/${appId}/status`, { status: 'normal' })).data.status).toBe('normal');
    expect(await codes()).toEqual([200, 200, 200]);
    expect(await dns()).toBe('normal');
  });

  test.each([undefined, 'asleep', '', 1, null])('the status %j is refused', async (status) => {
    expect(await act('POST /admin/apps/demo/status', { status })).toMatchObject({
      code: 10002,
      message: expect.stringContaining('status'),
    });
  });
});

describe('admin tokens', () => {
  const tokensOf = async (app: string) => (await ask(`GET /admin/apps/${app}/tokens`)).data;
  const works = async (appId: string, token: string) =>
    (await server.call('GET /admin/app/tokens', { appId, token })).code;

  test('are made with a name, listed without themselves, and revoked one by one, at once', async () => {
    const { app_id: app, admin_token: first } = await makeApp();
    const one = (await act(`POST /admin/apps/${app}/tokens`, { name: 'backend' })).data;
    const two = (await act(`POST /admin/apps/${app}/tokens`, { name: 'bot' })).data;
    expect(one).toEqual({
      id: expect.stringMatching(/^[\w-]{16}$/),
      name: 'backend',
      created_at: expect.any(Number),
      token: expect.any(String),
    });
    const listed = await tokensOf(app);
    expect(listed.map(({ name }: Loose) => name).sort()).toEqual(['backend', 'bot', 'first']);
    expect(JSON.stringify(listed)).not.toContain(one.token);
    for (const token of [first, one.token, two.token]) expect(await works(app, token)).toBe(200);

    expect(
      (await server.call(`DELETE /admin/apps/${app}/tokens/${one.id}`, { appId: null, token: operator })).data,
    ).toBe(true);
    expect(await works(app, one.token)).toBe(402);
    for (const token of [first, two.token]) expect(await works(app, token)).toBe(200);
    expect((await tokensOf(app)).map(({ name }: Loose) => name).sort()).toEqual(['bot', 'first']);
  });

  test('an app lists its own by its own token, and only its own', async () => {
    const [mine, theirs] = [await makeApp(), await makeApp()];
    await act(`POST /admin/apps/${theirs.app_id}/tokens`, { name: 'secret plan' });
    const listed = await server.call('GET /admin/app/tokens', { appId: mine.app_id, token: mine.admin_token });
    expect(listed.data).toMatchObject([{ id: 'first', name: 'first' }]);
  });

  test('the day of the last use is noted', async () => {
    const clocked = await createTestHttp();
    try {
      const token = await clocked.consoleToken();
      const list = async () =>
        (await clocked.call('GET /admin/apps/demo/tokens', { appId: null, token: await clocked.consoleToken() })).data;
      const { data } = await clocked.call('POST /admin/apps/demo/tokens', {
        appId: null,
        token,
        body: { name: 'bot' },
      });
      expect((await list()).find(({ name }: Loose) => name === 'bot')).toEqual({
        id: data.id,
        name: 'bot',
        created_at: data.created_at,
      });
      for (const day of [0, 1]) {
        if (day > 0) clocked.passTime(86_400_000);
        const today = new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10);
        await clocked.call('GET /admin/app/tokens', { token: data.token });
        expect((await list()).find(({ name }: Loose) => name === 'bot').last_used_day).toBe(today);
      }
    } finally {
      await clocked.stop();
    }
  });

  test('tokens from before tokens had ids are the first one', async () => {
    const { appId, tokenSecret } = await server.apps.find(parseAppId((await makeApp()).app_id));
    const sign = createSigner({ key: tokenSecret, algorithm: 'HS256' });
    const old = sign({ app: appId, sub: 'admin', role: 2, ver: 0, iat: 1_700_000_000 });
    expect(await works(appId, old)).toBe(200);
    await server.call(`DELETE /admin/apps/${appId}/tokens/first`, { appId: null, token: operator });
    expect(await works(appId, old)).toBe(402);
  });

  test('unknown ones are 10002, names against the rules too, and there is a bound', async () => {
    const small = await createTestHttp({}, { adminTokensPerApp: 2 });
    try {
      const token = await small.consoleToken();
      const call = (line: string, body?: Loose) => small.call(line, { appId: null, token, body });
      expect((await call('DELETE /admin/apps/demo/tokens/nothing')).code).toBe(10002);
      for (const name of ['', ' ', 'x'.repeat(101)]) {
        expect((await call('POST /admin/apps/demo/tokens', { name })).code).toBe(10002);
      }
      const add = (name: string) => call('POST /admin/apps/demo/tokens', { name });
      expect((await Promise.all([add('one'), add('two')])).map(({ code }) => code).sort()).toEqual([10002, 200]);
    } finally {
      await small.stop();
    }
  });

  test('a token of one app is not revoked under the name of another', async () => {
    const [mine, theirs] = [await makeApp(), await makeApp()];
    const { data } = await act(`POST /admin/apps/${theirs.app_id}/tokens`, { name: 'bot' });
    const path = `DELETE /admin/apps/${mine.app_id}/tokens/${data.id}`;
    expect((await server.call(path, { appId: null, token: operator })).code).toBe(10002);
    expect(await works(theirs.app_id, data.token)).toBe(200);
  });
});

describe('who may', () => {
  const LINES = [
    'GET /admin/apps',
    'POST /admin/apps',
    'GET /admin/apps/demo',
    'POST /admin/apps/demo',
    'PUT /admin/apps/demo',
    'POST /admin/apps/demo/status',
    'PUT /admin/apps/demo/status',
    'GET /admin/apps/demo/tokens',
    'POST /admin/apps/demo/tokens',
    'DELETE /admin/apps/demo/tokens/first',
    'GET /admin/admins',
    'POST /admin/admins',
    'DELETE /admin/admins/admin',
    'POST /admin/password',
    'POST /admin/refresh',
    'POST /admin/logout-all',
  ];

  test.each(LINES)('%s takes a console token only', async (line) => {
    const body = line.startsWith('P') ? { name: 'x', status: 'frozen' } : undefined;
    const by = async (token?: string, headers: Loose = {}) => (await server.call(line, { token, body, headers })).code;
    expect(await by()).toBe(10003);
    expect(await by('x')).toBe(402);
    expect(await by(await server.tokenOf('alice'))).toBe(402);
    expect(await by(server.accounts.issueAdminToken(server.app))).toBe(402);
    const asAlice = { user_id: String(server.ids.alice) };
    expect(await by(server.accounts.issueAdminToken(server.app), asAlice)).toBe(402);
    expect((await ask('GET /admin/apps/demo')).data).toMatchObject({ name: 'Warbler demo', status: 'normal' });
  });

  test.each(['GET', 'POST', 'PUT'])('an unknown app is 40000 for %s', async (method) => {
    const paths = ['', ...(method === 'PUT' ? ['/status'] : ['/tokens'])];
    for (const path of paths) {
      for (const app of ['nobody', 'no%20such%2Fid']) {
        const body = method === 'GET' ? undefined : { name: 'x', status: 'frozen' };
        const answer = await server.call(`${method} /admin/apps/${app}${path}`, { appId: null, token: operator, body });
        expect([app, path, answer.code]).toEqual([app, path, 40000]);
      }
    }
  });
});
