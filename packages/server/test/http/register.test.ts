import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHttp, makeOtherApp, type TestHttp } from './test-http.ts';

let server: TestHttp;
beforeAll(async () => {
  server = await createTestHttp();
});
afterAll(() => server.stop());

const register = (username: unknown, password: unknown = 'any password 1') =>
  server.call('POST /user/register/v2', { body: { username, password } });

describe('register', () => {
  test('answers the settings of the new user as the documented sample does: all off, hours 0, texts left out', async () => {
    const { code, data } = await register('dave');
    expect(code).toBe(200);
    expect(data.user_id).toBeGreaterThan(2 ** 41);
    expect(data.user_id % 2).toBe(0);
    expect(data).toEqual({
      id: data.user_id,
      user_id: data.user_id,
      auth_mode: 0,
      auto_download: false,
      group_confirm: false,
      no_push: false,
      no_push_detail: false,
      no_push_start_hour: 0,
      no_push_end_hour: 0,
      no_sounds: false,
      silence_start_time: 0,
      silence_end_time: 0,
      vibratory: false,
    });
    await server.tokenOf('dave', 'any password 1');
  });

  test('a name in another case is the same name', async () => {
    expect((await register('Erin')).code).toBe(200);
    expect((await register('eRIN')).code).toBe(10004);
    await server.tokenOf('ERIN', 'any password 1');
  });

  test('of many who register one name at once exactly one wins, and no number is used up by the others', async () => {
    const before = (await register('counter1')).data.user_id;
    const answers = await Promise.all(Array.from({ length: 8 }, () => register('frank')));
    expect(answers.map(({ code }) => code).sort((one, other) => one - other)).toEqual([
      200,
      ...Array.from({ length: 7 }, () => 10004),
    ]);
    const after = (await register('counter2')).data.user_id;
    expect(after - before).toBe(4);
  });

  test('many who register different names at once get different numbers', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => register(`crowd_${index}_x`)));
    expect(new Set(answers.map(({ data }) => data.user_id)).size).toBe(20);
  });

  test.each([
    '',
    '12345',
    'maxim1',
    'mta',
    'with space',
    'a-b',
    'name\n',
    'é',
    'x'.repeat(65),
  ])('refuses the user name %j in words that deployed pages show', async (username) => {
    const { status, code, message } = await register(username);
    expect([status, code]).toEqual([200, 10002]);
    expect(message).not.toContain('invalid request parameter');
    expect(message).toContain('user name');
  });

  test('takes Chinese names and names that hold mta later on', async () => {
    expect((await register('小明')).code).toBe(200);
    expect((await register('a_mta')).code).toBe(200);
  });

  test('refuses an empty and an endless password', async () => {
    expect(await register('gina', '')).toMatchObject({ code: 10002, message: expect.stringContaining('password') });
    expect(await register('gina', 'x'.repeat(257))).toMatchObject({ code: 10002 });
    expect((await register('gina', 'x'.repeat(256))).code).toBe(200);
  });

  test('unknown fields are ignored', async () => {
    const body = { username: 'hugo', password: 'p', captcha: 1, nested: { any: [] } };
    expect((await server.call('POST /user/register/v2', { body })).code).toBe(200);
  });

  test('an app that is not open refuses with 40001', async () => {
    await makeOtherApp(server, false);
    const body = { username: 'ivan', password: 'p' };
    expect((await server.call('POST /user/register/v2', { body, appId: 'other' })).code).toBe(40001);
  });
});

describe('registering a user who only takes pushes', () => {
  const registerPush = (body: object, appId = 'demo') => server.call('POST /user/register/push', { body, appId });

  test('answers the settings with an address, which the device gets at its logins too', async () => {
    const body = {
      username: 'pusher',
      password: 'p',
      alias: 'lamp',
      push_token: 'lamp-1',
      device_guid: 'g',
      sign: 'x',
    };
    const { code, data } = await registerPush(body);
    expect(code).toBe(200);
    expect(data).toMatchObject({ push_token: 'lamp-1', auth_mode: 0, no_push: false });
    const login = await server.call('POST /token/user', { body: { name: 'pusher', password: 'p', device_guid: 'g' } });
    expect(login.data).toMatchObject({ user_id: data.user_id, push_token: 'lamp-1' });
    const settings = await server.call('GET /user/settings', { token: login.data.token });
    expect(settings.data).toEqual(data);
  });

  test('makes an address up where none is given', async () => {
    const { data } = await registerPush({ username: 'pusher2', password: 'p' });
    expect(data.push_token).toMatch(/^[\w-]{20,}$/);
  });

  test('refuses an alias or an address of somebody else, and registers nobody then', async () => {
    await registerPush({ username: 'first', password: 'p', alias: 'taken', push_token: 'taken too' });
    const before = (await register('counter_1')).data.user_id;
    for (const [body, code] of [
      [{ alias: 'taken' }, 10011],
      [{ push_token: 'taken too' }, 10002],
      [{ alias: 'x'.repeat(257) }, 10002],
      [{ push_token: 'x'.repeat(1025) }, 10002],
      [{ device_guid: 'x'.repeat(257) }, 10002],
      [{ username: '1' }, 10002],
      [{ username: 'FIRST' }, 10004],
    ] as const) {
      expect([body, (await registerPush({ username: 'second', password: 'p', ...body })).code]).toEqual([body, code]);
    }
    expect((await server.call('POST /token/user', { body: { name: 'second', password: 'p' } })).code).toBe(10000);
    expect((await register('counter_2')).data.user_id - before).toBe(2);
  });

  test('of many at once with one alias exactly one is registered', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        registerPush({ username: `racer_${index}`, password: 'p', alias: 'race' }),
      ),
    );
    expect(answers.map(({ code }) => code).sort((one, other) => one - other)).toEqual([
      200, 10011, 10011, 10011, 10011,
    ]);
  });

  test('an app that is not open refuses with 40001', async () => {
    await makeOtherApp(server, false);
    expect((await registerPush({ username: 'ivan', password: 'p' }, 'other')).code).toBe(40001);
  });
});

describe('registering many users', () => {
  const registerMany = (list: readonly unknown[], to = server) =>
    to.call('POST /user/register/batch', { token: to.accounts.issueAdminToken(to.app), body: { list } });

  test('answers a row for each, in their order; one refusal keeps no other out', async () => {
    await register('known_one');
    const rows = [
      { username: 'many_1', password: 'one' },
      { username: 'Known_One', password: 'x' },
      { username: '12', password: 'x' },
      { username: 'many_2', password: '' },
      { username: 'many_3', password: 'three', nick_name: 'ignored' },
      { username: 'MANY_1', password: 'again' },
    ];
    const { code, data } = await registerMany(rows);
    expect(code).toBe(200);
    expect(data).toEqual([
      { username: 'many_1', success: true, user_id: expect.any(Number) },
      { username: 'Known_One', success: false, reason: 'the user already exists' },
      { username: '12', success: false, reason: expect.stringContaining('user name') },
      { username: 'many_2', success: false, reason: expect.stringContaining('password') },
      { username: 'many_3', success: true, user_id: expect.any(Number) },
      { username: 'MANY_1', success: false, reason: 'the user already exists' },
    ]);
    await server.tokenOf('many_1', 'one');
    await server.tokenOf('many_3', 'three');
  });

  test('works where nobody may register by themselves', async () => {
    const other = await makeOtherApp(server, false);
    const token = server.accounts.issueAdminToken(other);
    const body = { list: [{ username: 'by_admin', password: 'p' }] };
    const answer = await server.call('POST /user/register/batch', { token, body, appId: 'other' });
    expect(answer.data).toMatchObject([{ success: true }]);
    expect((await registerMany(body.list)).data).toMatchObject([{ success: true }]);
  });

  test('more rows than one call takes are refused as a whole', async () => {
    const small = await createTestHttp({}, { usersPerCall: 2 });
    try {
      const rows = (count: number) =>
        Array.from({ length: count }, (_, index) => ({ username: `row_${index}`, password: 'p' }));
      expect(await registerMany(rows(3), small)).toMatchObject({
        code: 10002,
        message: expect.stringContaining('at most 2'),
      });
      expect((await registerMany(rows(2), small)).data).toMatchObject([{ success: true }, { success: true }]);
    } finally {
      await small.stop();
    }
  });

  test('people log in while lists are registered, and lists past the bound are told to wait', async () => {
    const rows = (call: number) =>
      Array.from({ length: 4 }, (_, index) => ({ username: `list_${call}_${index}`, password: 'p' }));
    const finished: string[] = [];
    const lists = Array.from({ length: 18 }, async (_, call) => {
      const { code, data } = await registerMany(rows(call));
      finished.push(code === 200 ? 'list' : 'refused');
      return { code, count: data?.filter(({ success }: { success: boolean }) => success).length };
    });
    await server.tokenOf('bob');
    finished.push('login');
    const answers = await Promise.all(lists);
    expect(answers.filter(({ code }) => code === 200)).toEqual(
      Array.from({ length: 16 }, () => ({ code: 200, count: 4 })),
    );
    expect(answers.filter(({ code }) => code === 10028)).toHaveLength(2);
    // The login waited for one password at most, not for a list.
    expect(finished.indexOf('login')).toBeLessThan(finished.indexOf('list'));
  });
});

describe('name check', () => {
  test('tells whether a name is free, in any case, and refuses what is no name', async () => {
    const token = await server.tokenOf('alice');
    const check = (username: string) => server.call('GET /app/user/name_check', { query: { username }, token });
    expect((await check('nobody_yet')).data).toBe(true);
    expect((await check('BOB')).data).toBe(false);
    expect((await check('1')).code).toBe(10002);
  });
});
