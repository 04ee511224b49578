import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPushSending } from '../../src/push-sending/index.ts';
import { createTestHttp, type Loose, makeOtherApp, type TestHttp } from './test-http.ts';

const CHANNELS = ['mxpush', 'apns', 'huawei', 'xiaomi', 'flyme', 'vivo', 'oppo', 'fcm'];
let server: TestHttp;
let operator: string;
let admin: string;
beforeAll(async () => {
  server = await createTestHttp({}, { pushTasksPerApp: 50 });
  operator = await server.consoleToken();
  admin = server.accounts.issueAdminToken(server.app);
  await save({ name: 'fcm', provider: 7, app_id: 'project', certificate: 'the account file' });
});
afterAll(() => server.stop());

const path = (app: string) => `/admin/apps/${app}/push/certificates`;
const save = (body: Loose, app = 'demo') => server.call(`POST ${path(app)}`, { appId: null, token: operator, body });
const list = async (app = 'demo') => (await server.call(`GET ${path(app)}`, { appId: null, token: operator })).data;
const remove = (name: string, app = 'demo') =>
  server.call(`DELETE ${path(app)}/${name}`, { appId: null, token: operator });
const notify = (body: Loose, token = admin, appId = 'demo') =>
  server.call('POST /push/notify', { appId, token, body: { audience: 'all', message: { body: 'hello' }, ...body } });
const details = async (tasks: readonly unknown[], token = admin, appId = 'demo') =>
  (await server.call('POST /push/task/detail', { appId, token, body: { list: tasks } })).data;

describe('certificates', () => {
  test('are kept with their secrets, which are never shown again, and change part by part', async () => {
    const { data } = await save({
      name: 'oppo',
      provider: '6',
      environment: 0,
      app_id: 'id 1',
      app_key: 'key 1',
      client_secret: 'app secret',
      secret: 'master secret',
    });
    expect(data).toEqual({
      name: 'oppo',
      provider: 6,
      environment: 0,
      app_id: 'id 1',
      app_key: 'key 1',
      client_secret: 'app secret',
      has_secret: true,
      has_certificate: false,
      created_at: expect.any(Number),
      updated_at: expect.any(Number),
    });
    server.passTime(10);
    const changed = (await save({ name: 'oppo', provider: 6, environment: 0, app_key: 'key 2' })).data;
    expect(changed).toEqual({ ...data, app_key: 'key 2', updated_at: expect.any(Number) });
    expect(changed.updated_at).toBeGreaterThan(data.updated_at);
    const row = await server.database.query
      .selectFrom('push_certificates')
      .select('secret')
      .where('name', '=', 'oppo')
      .executeTakeFirst();
    expect(row?.secret).toBe('master secret');
    expect(JSON.stringify([await list(), data, changed])).not.toContain('master secret');
    expect(server.logLines.join('')).not.toContain('master secret');
    expect((await remove('oppo')).data).toBe(true);
    expect((await list()).map(({ name }: Loose) => name)).toEqual(['fcm']);
    expect((await remove('oppo')).code).toBe(10002);
  });

  test('of one app are not those of another', async () => {
    await makeOtherApp(server);
    await save({ name: 'fcm', provider: 7, app_id: 'theirs' }, 'other');
    expect((await list('demo'))[0].app_id).toBe('project');
    expect((await list('other'))[0].app_id).toBe('theirs');
    await remove('fcm', 'other');
    expect(await list('other')).toEqual([]);
    expect(await list('demo')).toHaveLength(1);
  });

  test('are bounded', async () => {
    const small = await createTestHttp({}, { pushCertificatesPerApp: 2 });
    try {
      const token = await small.consoleToken();
      const add = async (name: string) =>
        (await small.call(`POST ${path('demo')}`, { appId: null, token, body: { name, provider: 1 } })).code;
      expect([await add('one'), await add('two'), await add('three'), await add('two')]).toEqual([
        200, 200, 10002, 200,
      ]);
    } finally {
      await small.stop();
    }
  });

  test('clients get what their vendor wants of them, of their app, and no secret of the server', async () => {
    const get = (query: Loose) =>
      tokenOfAlice().then((token) => server.call('GET /push/certificate', { token, query }));
    await save({ name: 'test', provider: 6, environment: 0, app_id: 'a', secret: 'no', certificate: 'never' });
    await save({ name: 'live', provider: 6, app_id: 'b', app_key: 'k', client_secret: 'c', secret: 'no' });
    expect((await get({ provider: 6 })).data).toEqual({ name: 'live', app_id: 'b', app_key: 'k', app_secret: 'c' });
    expect((await get({ provider: 6, environment: 0 })).data).toEqual({ name: 'test', app_id: 'a' });
    server.passTime(10);
    await save({ name: 'live 2', provider: 6, app_id: 'd' });
    expect((await get({ provider: 6, environment: 1 })).data).toEqual({ name: 'live 2', app_id: 'd' });
    expect((await get({ provider: 2 })).code).toBe(12006);
    for (const query of [
      { provider: 6, environment: 2 },
      { provider: 6, environment: 'x' },
    ]) {
      expect((await get(query)).code).toBe(10002);
    }
    for (const name of ['test', 'live', 'live%202']) await remove(name);
  });

  async function tokenOfAlice(): Promise<string> {
    return server.tokenOf('alice');
  }
});

describe('notify', () => {
  test('a push is stored as a task that says for every channel that nothing is set up to send it', async () => {
    const { code, data } = await notify({});
    expect([code, data]).toEqual([200, { task_id: expect.any(Number) }]);
    const [detail, ...rest] = await details([data.task_id]);
    expect(rest).toEqual([]);
    const { task_id, channels, ...counts } = detail;
    expect(task_id).toBe(data.task_id);
    expect(channels).toEqual(Object.fromEntries(CHANNELS.map((channel) => [channel, 'not configured'])));
    const names = CHANNELS.flatMap((channel) => ['target', 'sent', 'received'].map((count) => `${channel}_${count}`));
    expect(counts).toEqual(Object.fromEntries(names.map((name) => [name, 0])));
    const row = await server.database.query
      // The tasks have SQL of their own and are no table of the query builder.
      .selectFrom('push_tasks' as never)
      .select('notification' as never)
      .where('task_id' as never, '=', data.task_id as never)
      .executeTakeFirst();
    expect(JSON.parse((row as unknown as Loose).notification)).toEqual({
      audience: 'all',
      setting: {},
      message: { body: 'hello' },
    });
  });

  test.each([
    'all',
    { tag: ['vip', 'new'] },
    { alias: ['ann'] },
    { user_id: [2, '4'] },
    { push_token: ['token'] },
    { user_id: Array.from({ length: 500 }, (_, number) => number) },
  ])('takes the audience %j', async (audience) => {
    expect((await notify({ audience })).code).toBe(200);
  });

  test.each([
    [{}, 10002],
    [{ tag: [] }, 10002],
    [{ tag: ['a'], alias: ['b'] }, 10002],
    [{ tag: ['x'.repeat(257)] }, 10002],
    [{ name: ['a'] }, 10002],
    [{ user_id: ['a'] }, 10002],
    [{ user_id: Array.from({ length: 501 }, (_, number) => number) }, 12005],
    [{ tag: Array.from({ length: 501 }, String) }, 12005],
    [{ alias: Array.from({ length: 501 }, String) }, 12005],
    [{ push_token: Array.from({ length: 501 }, String) }, 12005],
  ])('refuses the audience %j with %d', async (audience, code) => {
    const answer = await notify({ audience });
    expect(answer).toMatchObject({ code, message: expect.stringContaining('audience') });
  });

  test('takes every field of the contract', async () => {
    const vendor = { sound: 's', channel_id: 'c', click_action: 'intent', intent: 'intent://x' };
    const message = {
      type: 'image',
      title: 't',
      body: 'b',
      big_text: 'bb',
      attachment_url: 'https://example.com/a/picture.PNG?x=1',
      badge: '+1',
      ext: { any: { thing: 1 } },
      show_begin_time: 1,
      show_end_time: '2',
      ios: {
        sound: 's',
        content_available: true,
        mutable_content: 0,
        category: 'c',
        thread_id: 't',
        subtitle: 's',
        apns_collapse_id: 'a',
      },
      android: { click_action: 'open_app' },
      huawei: { ...vendor, badge_class: 'x' },
      xiaomi: vendor,
      oppo: vendor,
      vivo: { ...vendor, push_mode: 1, classification: 0 },
      flyme: vendor,
      fcm: vendor,
      something_new: 1,
    };
    const setting = { distribution_strategy: 'combined', ospush_sequence: ['ups', 'fcm', 'meizu'] };
    expect((await notify({ message, setting })).code).toBe(200);
  });

  test.each<[string, Loose]>([
    ['type', { type: 'video' }],
    ['title', { title: 1 }],
    ['body', { body: {} }],
    ['big_text', { big_text: [] }],
    ['attachment_url', { type: 'image' }],
    ['attachment_url', { attachment_url: 'https://example.com/a.gif' }],
    ['attachment_url', { attachment_url: 'ftp://example.com/a.png' }],
    ['attachment_url', { attachment_url: 'a.png' }],
    ['badge', { badge: '-1' }],
    ['badge', { badge: 1 }],
    ['badge', { badge: '' }],
    ['ext', { ext: 'text' }],
    ['show_begin_time', { show_begin_time: 'soon' }],
    ['show_end_time', { show_begin_time: 2, show_end_time: 1 }],
    ['content_available', { ios: { content_available: 'x' } }],
    ['sound', { ios: { sound: 1 } }],
    ['click_action', { android: { click_action: 'call' } }],
    ['android.intent', { android: { click_action: 'intent' } }],
    ['fcm.intent', { fcm: { click_action: 'intent', intent: '' } }],
    ['badge_class', { huawei: { badge_class: 1 } }],
    ['push_mode', { vivo: { push_mode: 2 } }],
    ['classification', { vivo: { classification: 'x' } }],
    ['message', { body: 'x'.repeat(20_000) }],
  ])('a wrong %s is named: %j', async (name, message) => {
    const answer = await notify({ message });
    expect(answer).toMatchObject({ code: 10002, message: expect.stringContaining(name) });
    expect(answer.message).toContain('invalid request parameter');
  });

  test.each<[string, Loose]>([
    ['request_id', { request_id: 1 }],
    ['request_id', { request_id: 'x'.repeat(129) }],
    ['distribution_strategy', { distribution_strategy: 'all' }],
    ['ospush_sequence', { ospush_sequence: [] }],
    ['ospush_sequence', { ospush_sequence: ['nokia'] }],
    ['setting', 'fast'],
  ])('a wrong %s is named: %j', async (name, setting) => {
    expect(await notify({ setting })).toMatchObject({ code: 10002, message: expect.stringContaining(name) });
  });

  test('is 12006 where the app has nothing for any channel that is asked for', async () => {
    const { app_id: appId, admin_token } = (
      await server.call('POST /admin/apps', { appId: null, token: operator, body: { name: 'No push' } })
    ).data;
    expect((await notify({}, admin_token, appId)).code).toBe(12006);
    await save({ name: 'apns', provider: 1 }, appId);
    expect((await notify({}, admin_token, appId)).code).toBe(200);
    expect((await notify({ setting: { distribution_strategy: 'mxpush_only' } }, admin_token, appId)).code).toBe(12006);
    expect((await notify({ setting: { distribution_strategy: 'ospush_only' } }, admin_token, appId)).code).toBe(200);
    // The demo app has FCM only, and asks for others.
    expect((await notify({ setting: { ospush_sequence: ['huawei'] } })).code).toBe(12006);
  });

  test('channels that are not asked for say so', async () => {
    const setting = { distribution_strategy: 'ospush_only', ospush_sequence: ['fcm', 'oppo'] };
    const { task_id } = (await notify({ setting })).data;
    expect((await details([task_id]))[0].channels).toEqual({
      mxpush: 'not asked for',
      apns: 'not configured',
      huawei: 'not asked for',
      xiaomi: 'not asked for',
      flyme: 'not asked for',
      vivo: 'not asked for',
      oppo: 'not configured',
      fcm: 'not configured',
    });
  });

  test('one request id is one push, also when it comes twice at once, and each app has its own', async () => {
    const setting = { request_id: 'order 7' };
    const answers = await Promise.all([notify({ setting }), notify({ setting })]);
    const [first, second] = answers.map(({ data }) => data.task_id);
    expect(second).toBe(first);
    expect((await notify({ setting, message: { body: 'another' } })).data.task_id).toBe(first);
    expect((await notify({ setting: { request_id: 'order 8' } })).data.task_id).not.toBe(first);
    const other = await makeOtherApp(server);
    await save({ name: 'fcm', provider: 7 }, 'other');
    const theirs = await notify({ setting }, server.accounts.issueAdminToken(other), 'other');
    expect(theirs.data.task_id).not.toBe(first);
    expect(await details([theirs.data.task_id])).toEqual([]);
    await remove('fcm', 'other');
  });

  test('the newest tasks are kept; unknown ones give no row', async () => {
    const ids: number[] = [];
    for (let count = 0; count < 52; count += 1) ids.push((await notify({})).data.task_id);
    const left = (await details([...ids, 2 ** 40, String(ids.at(-1))])).map(({ task_id }: Loose) => task_id);
    expect(left).toEqual(ids.slice(2));
  });

  test('an admin token only', async () => {
    const token = await server.tokenOf('alice');
    expect((await notify({}, token)).code).toBe(10010);
    expect((await server.call('POST /push/task/detail', { token, body: { list: [] } })).code).toBe(10010);
    expect((await notify({}, operator)).code).toBe(402);
    expect(await details([])).toEqual([]);
  });
});

describe('a sender', () => {
  test('gets the pushes of its channel once, and what it says is the task’s detail', async () => {
    const sent: number[] = [];
    const problems: unknown[] = [];
    const sending = createPushSending({
      database: server.database,
      storage: server.storage,
      holder: 'the test',
      senders: [
        {
          channel: 'fcm',
          async send({ taskId, message }) {
            sent.push(taskId);
            if ('title' in message) throw new Error('the vendor is away');
            return { target: 3, sent: 2, received: 1 };
          },
        },
      ],
      limits: { pushBytes: 1000, pushCertificatesPerApp: 10, pushTasksPerApp: 100 },
      now: Date.now,
      onProblem: (error) => problems.push(error),
    });
    const { appId } = server.app;
    const push = (message: object, request_id = '') =>
      sending.notify(appId, { audience: 'all', setting: { request_id }, message });
    const good = await push({ body: 'x' }, 'once');
    expect(await push({ body: 'x' }, 'once')).toBe(good);
    const bad = await push({ title: 'x' });
    const states = async () =>
      (await sending.details(appId, [good, bad])).map(({ channels }) => [channels.fcm, channels.apns.state]);
    await expect.poll(states).toEqual([
      [{ state: 'done', target: 3, sent: 2, received: 1 }, 'not configured'],
      [{ state: 'failed', target: 0, sent: 0, received: 0 }, 'not configured'],
    ]);
    expect(sent).toEqual([good, bad]);
    expect(problems).toEqual([new Error('the vendor is away')]);
  });
});
