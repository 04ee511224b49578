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

describe('name check', () => {
  test('tells whether a name is free, in any case, and refuses what is no name', async () => {
    const token = await server.tokenOf('alice');
    const check = (username: string) => server.call('GET /app/user/name_check', { query: { username }, token });
    expect((await check('nobody_yet')).data).toBe(true);
    expect((await check('BOB')).data).toBe(false);
    expect((await check('1')).code).toBe(10002);
  });
});
