import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loginOf } from '../suites/logins.ts';
import { createTestHttp, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

let server: TestHttp;
let token: string;
beforeAll(async () => {
  server = await createTestHttp();
  token = await server.tokenOf('alice');
});
afterAll(() => server.stop());

const profile = async () => (await server.call('GET /user/profile', { token })).data;
const settings = async () => (await server.call('GET /user/settings', { token })).data;

describe('profile', () => {
  test.each(['POST', 'PUT'])('%s changes only what is given', async (method) => {
    const before = await profile();
    const body = { nick_name: `Alice by ${method}`, private_info: 'diary', unknown: 1 };
    expect((await server.call(`${method} /user/profile`, { token, body })).data).toBe(true);
    expect(await profile()).toEqual({ ...before, nick_name: `Alice by ${method}`, private_info: 'diary' });
    await server.call(`${method} /user/profile`, { token, body: { public_info: '{"a":1}', description: 'hi' } });
    expect(await profile()).toMatchObject({ private_info: 'diary', public_info: '{"a":1}', description: 'hi' });
    await server.call(`${method} /user/profile`, { token, body: { description: '' } });
    expect((await profile()).description).toBe('');
  });

  test('an empty change is fine', async () => {
    const before = await profile();
    expect((await server.call('POST /user/profile', { token, body: {} })).data).toBe(true);
    expect(await profile()).toEqual(before);
  });

  test.each([
    'POST',
    'PUT',
  ])('%s nickname takes the query, beside the empty body that deployed clients send', async (method) => {
    const nick_name = `老王 & ${method}`;
    const answer = await server.call(`${method} /user/nickname`, { token, query: { nick_name }, body: {} });
    expect(answer).toMatchObject({ code: 200, data: true });
    expect((await profile()).nick_name).toBe(nick_name);
    const withoutBody = await server.call(`${method} /user/nickname`, {
      token,
      query: { nick_name: 'n' },
      headers: { 'content-type': 'application/json' },
    });
    expect(withoutBody.code).toBe(200);
  });

  test.each(['POST', 'PUT'])('%s avatar', async (method) => {
    const avatar = `https://files.example/a?by=${method}`;
    expect((await server.call(`${method} /user/avatar`, { token, body: { avatar } })).data).toBe(true);
    expect((await profile()).avatar).toBe(avatar);
  });

  test('texts past their bounds are refused and change nothing', async () => {
    const before = await profile();
    const body = { nick_name: 'x'.repeat(257) };
    expect((await server.call('POST /user/profile', { token, body })).code).toBe(10002);
    expect((await server.call('POST /user/avatar', { token, body: { avatar: 'x'.repeat(3000) } })).code).toBe(10002);
    expect(await profile()).toEqual(before);
  });
});

describe('settings', () => {
  test.each([
    'POST',
    'PUT',
  ])('%s changes only what is given, with 0 and 1 for booleans and text for numbers', async (method) => {
    const before = await settings();
    const change = (body: object) => server.call(`${method} /user/settings`, { token, body });
    expect((await change({ user_id: server.ids.alice, auth_mode: 1 })).data).toBe(true);
    expect(await settings()).toEqual({ ...before, auth_mode: 1 });
    expect((await change({ user_id: String(server.ids.alice), group_confirm: 1, auth_mode: '3' })).code).toBe(200);
    expect(await settings()).toEqual({ ...before, auth_mode: 3, group_confirm: true });
    expect((await change({ group_confirm: 0, auth_mode: 0 })).code).toBe(200);
    expect(await settings()).toEqual(before);
  });

  test('every setting comes back as it was set', async () => {
    const all = {
      auth_mode: 2,
      auth_question: 'who?',
      auth_answer: 'me',
      auto_download: true,
      group_confirm: true,
      no_push: true,
      no_push_detail: true,
      no_push_start_hour: 22,
      no_push_end_hour: 7,
      no_sounds: true,
      push_nick_name: 'Al',
      push_token: 'tok',
      silence_start_time: 1,
      silence_end_time: 23,
      vibratory: true,
    };
    const bob = await server.tokenOf('bob');
    expect((await server.call('POST /user/settings', { token: bob, body: all })).data).toBe(true);
    const { data } = await server.call('GET /user/settings', { token: bob });
    expect(data).toEqual({ ...all, id: server.ids.bob, user_id: server.ids.bob });
  });

  test('others see the question but never the answer or the push token', async () => {
    const { text, data } = await server.call('GET /roster/name', { token, query: { username: 'bob' } });
    expect(data).toMatchObject({ auth_mode: 2, auth_question: 'who?' });
    expect(text).not.toContain('"me"');
    expect(text).not.toContain('tok');
  });

  test("another user's settings are refused with 10010", async () => {
    const body = { user_id: server.ids.bob, auth_mode: 0 };
    expect((await server.call('POST /user/settings', { token, body })).code).toBe(10010);
  });

  test.each([
    { auth_mode: 4 },
    { no_push_start_hour: 24 },
    { silence_end_time: '99' },
    { vibratory: 2 },
    { no_push: 'true' },
  ])('refuses %j, naming it', async (body) => {
    const answer = await server.call('POST /user/settings', { token, body });
    expect(answer.code).toBe(10002);
    expect(answer.message).toContain('invalid request parameter');
    expect(answer.message).toContain(Object.keys(body)[0]);
  });
});

describe('names to log in with', () => {
  const login = (name: string, url = '/token/user', key = 'name') =>
    server.call(`POST ${url}`, { body: { [key]: name, password: PASSWORD } });

  test.each(['POST', 'PUT'])('%s username: the new name is the user, the old one is free', async (method) => {
    await server.accounts.register(server.app, { username: `old_${method}`, password: PASSWORD });
    const { data } = await login(`old_${method}`);
    const rename = (username: string) =>
      server.call(`${method} /user/username`, { token: data.token, query: { username }, body: {} });
    expect(await rename(`New_${method}`)).toMatchObject({ code: 200, data: true });
    expect((await login(`new_${method}`)).data.user_id).toBe(data.user_id);
    expect((await login(`old_${method}`)).code).toBe(10000);
    expect((await server.call('GET /user/profile', { token: data.token })).data.username).toBe(`New_${method}`);
    // In another case it is still one's own.
    expect((await rename(`NEW_${method}`)).code).toBe(200);
    const next = { username: `old_${method}`, password: PASSWORD };
    expect((await server.call('POST /user/register/v2', { body: next })).code).toBe(200);
    expect((await rename(`OLD_${method}`)).code).toBe(11011);
    expect((await login(`new_${method}`)).data.user_id).toBe(data.user_id);
  });

  test.each([
    '',
    '12345',
    'mta1',
    'a b',
    'x'.repeat(65),
  ])('the user name %j is refused as at registration', async (username) => {
    const answer = await server.call('POST /user/username', { token, query: { username } });
    expect(answer).toMatchObject({ code: 10002, message: expect.stringContaining('user name') });
  });

  test('of two who want one name at once one gets it', async () => {
    const [bob, carol] = [await server.tokenOf('bob'), await server.tokenOf('carol')];
    const answers = await Promise.all(
      [bob, carol].map((by) => server.call('POST /user/username', { token: by, query: { username: 'wanted' } })),
    );
    expect(answers.map(({ code }) => code).sort((one, other) => one - other)).toEqual([200, 11011]);
    for (const [by, username] of [
      [bob, 'bob'],
      [carol, 'carol'],
    ] as const) {
      await server.call('POST /user/username', { token: by, query: { username } });
    }
  });

  test.each([
    'POST',
    'PUT',
  ])('%s mobile: shown to its owner, found by others, one of the names to log in with', async (method) => {
    const mobile = method === 'POST' ? '+4915112345678' : '13800138000';
    const set = (by: string) => server.call(`${method} /user/mobile`, { token: by, query: { mobile }, body: {} });
    expect(await set(token)).toMatchObject({ code: 200, data: true });
    expect((await profile()).mobile).toBe(mobile);
    for (const [url, key] of [
      ['/token/user', 'mobile'],
      ['/token/user', 'name'],
      ['/token/login', 'login_name'],
    ] as const) {
      expect((await login(mobile, url, key)).data.user_id).toBe(server.ids.alice);
    }
    const bob = await server.tokenOf('bob');
    const found = await server.call('GET /roster/mobile', { token: bob, query: { mobile } });
    expect(found.data.user_id).toBe(server.ids.alice);
    expect(found.data.mobile).toBeUndefined();
    expect((await set(bob)).code).toBe(11012);
    expect((await server.call('GET /user/profile', { token: bob })).data.mobile).toBeUndefined();
    // One's own is no other's.
    expect((await set(token)).code).toBe(200);
  });

  test('the older call takes the number in the body', async () => {
    const set = (mobile: string) => server.call('POST /app/user/mobile_update', { token, body: { mobile } });
    expect(await set('+4915112345679')).toMatchObject({ code: 200, data: true });
    expect((await profile()).mobile).toBe('+4915112345679');
    const bob = await server.tokenOf('bob');
    const taken = await server.call('POST /app/user/mobile_update', { token: bob, body: { mobile: '+4915112345679' } });
    expect(taken.code).toBe(11012);
    expect((await set('13800138000')).code).toBe(200);
  });

  test('an admin sets the number of the user that they act as', async () => {
    const admin = server.accounts.issueAdminToken(server.app);
    const headers = { user_id: String(server.ids.carol) };
    const set = await server.call('POST /user/mobile', { token: admin, headers, query: { mobile: '13900139000' } });
    expect(set.code).toBe(200);
    expect((await login('13900139000', '/token/login', 'login_name')).data.user_id).toBe(server.ids.carol);
    const unnamed = await server.call('POST /user/mobile', { token: admin, query: { mobile: '13900139001' } });
    expect(unnamed.code).toBe(10002);
  });

  test('the same number and address may be of users of two apps', async () => {
    const other = await makeOtherApp(server);
    const { appId, userId } = await server.accounts.register(other, { username: 'olga', password: PASSWORD });
    await server.accounts.setMobile({ appId, userId }, '13800138000');
    expect((await login('13800138000')).data.user_id).toBe(server.ids.alice);
    const theirs = { body: { name: '13800138000', password: PASSWORD }, appId: 'other' };
    expect((await server.call('POST /token/user', theirs)).data.user_id).toBe(userId);
  });
});

describe('texts that are a whole body', () => {
  const set = (line: string, body: string, type = 'application/json') =>
    server.call(line, { token, body, headers: { 'content-type': type } });
  const fields = { public: 'public_info', private: 'private_info' } as const;

  describe.each(['POST /user/public', 'PUT /user/public', 'POST /user/private', 'PUT /user/private'])('%s', (line) => {
    const field = fields[line.split('/').at(-1) as 'public'];

    test.each([
      ['a JSON string', '"in \\"quotes\\" \u8001\u738b"', 'application/json', 'in "quotes" 老王'],
      ['an empty JSON string', '""', 'application/json', ''],
      ['raw text', 'plain text', 'application/json', 'plain text'],
      ['raw text that is JSON', '{"manufacturer":"x"}', 'application/json', '{"manufacturer":"x"}'],
      ['raw text that is a number', '12', 'application/json', '12'],
      ['half a JSON string', '"open', 'application/json', '"open'],
      ['plain text as such', '"quoted"', 'text/plain', '"quoted"'],
      ['text of another type', 'a=1&b=2', 'application/x-www-form-urlencoded', 'a=1&b=2'],
    ])('takes %s', async (_, body, type, text) => {
      expect(await set(line, body, type)).toMatchObject({ code: 200, data: true });
      expect((await profile())[field]).toBe(text);
    });

    test('refuses no body and one that is too long', async () => {
      const before = await profile();
      expect(await set(line, '')).toMatchObject({
        code: 10002,
        message: expect.stringContaining('invalid request parameter'),
      });
      expect((await set(line, 'x'.repeat(16_385))).code).toBe(10002);
      expect(await profile()).toEqual(before);
    });

    test('wants an app and a token', async () => {
      expect((await server.call(line, { body: 'x' })).code).toBe(10003);
      expect((await server.call(line, { body: 'x', token, appId: null })).code).toBe(40000);
      expect((await server.call(line, { body: 'x', token: `${token}x` })).code).toBe(402);
    });
  });

  test('everyone sees the public one, nobody else the private one', async () => {
    await set('POST /user/public', 'for all');
    await set('POST /user/private', 'for me');
    const { text } = await server.call('GET /roster/id', {
      token: await server.tokenOf('bob'),
      query: { user_id: server.ids.alice },
    });
    expect(text).toContain('for all');
    expect(text).not.toContain('for me');
  });
});

describe('switches', () => {
  const EITHER = [
    ['push', 'no_push'],
    ['push/detail', 'no_push_detail'],
    ['sounds', 'no_sounds'],
    ['vibratory', 'vibratory'],
  ] as const;

  describe.each(['POST', 'PUT'])('%s', (method) => {
    test.each(
      EITHER,
    )('/user/%s sets %s, from the query or from the body; the query counts first', async (url, name) => {
      const before = await settings();
      const call = (query: Record<string, string> | undefined, body?: unknown) =>
        server.call(`${method} /user/${url}`, { token, ...(query ? { query } : {}), ...(body ? { body } : {}) });
      for (const [query, body, value] of [
        [{ value: 'true' }, undefined, true],
        [{ value: '0' }, {}, false],
        [undefined, { value: true }, true],
        [undefined, { value: 0 }, false],
        [{ value: '1' }, { value: false }, true],
        [{ value: 'false' }, { value: true }, false],
      ] as const) {
        expect(await call(query, body)).toMatchObject({ code: 200, data: true });
        expect(await settings()).toEqual({ ...before, [name]: value });
      }
      for (const bad of ['true', 'x', 2, null, {}, []]) {
        const answer = await call(undefined, { value: bad });
        expect(answer).toMatchObject({ code: 10002, message: expect.stringContaining('value') });
      }
      expect(await call(undefined, {})).toMatchObject({ code: 10002, message: expect.stringContaining('body') });
      await call({ value: String((before as Record<string, unknown>)[name]) });
    });

    test('/user/download and /user/authmode take the query', async () => {
      const before = await settings();
      const set = (url: string, value: string) =>
        server.call(`${method} /user/${url}`, { token, query: { value }, body: { value: 0 } });
      await set('download', 'true');
      await set('authmode', '3');
      expect(await settings()).toEqual({ ...before, auto_download: true, auth_mode: 3 });
      await set('download', 'false');
      await set('authmode', '0');
      expect(await settings()).toEqual({ ...before, auto_download: false, auth_mode: 0 });
    });

    test('/user/push/limit sets the quiet hours, /user/push/nickname the name, from either place', async () => {
      const limit = (query: Record<string, string>, body?: unknown) =>
        server.call(`${method} /user/push/limit`, { token, query, ...(body ? { body } : {}) });
      expect((await limit({ no_push_start_hour: '22', no_push_end_hour: '7' })).data).toBe(true);
      expect(await settings()).toMatchObject({ no_push_start_hour: 22, no_push_end_hour: 7 });
      expect((await limit({}, { no_push_start_hour: 1, no_push_end_hour: '2', silence_start_time: 3 })).data).toBe(
        true,
      );
      expect(await settings()).toMatchObject({ no_push_start_hour: 1, no_push_end_hour: 2, silence_start_time: 3 });
      expect((await limit({ no_push_start_hour: '4' }, { no_push_end_hour: 5 })).data).toBe(true);
      expect(await settings()).toMatchObject({ no_push_start_hour: 4, no_push_end_hour: 5 });
      for (const body of [
        { no_push_start_hour: 1 },
        { no_push_start_hour: 1, no_push_end_hour: 24 },
        { no_push_start_hour: 1, no_push_end_hour: 2, silence_end_time: 24 },
      ]) {
        expect(await limit({}, body)).toMatchObject({ code: 10002, message: expect.stringContaining('_') });
      }
      expect(await settings()).toMatchObject({ no_push_start_hour: 4, no_push_end_hour: 5 });

      const name = (query: Record<string, string>, body?: unknown) =>
        server.call(`${method} /user/push/nickname`, { token, query, ...(body ? { body } : {}) });
      expect((await name({ value: 'Al' })).data).toBe(true);
      expect((await settings()).push_nick_name).toBe('Al');
      expect((await name({}, { value: 'Ali' })).data).toBe(true);
      expect((await settings()).push_nick_name).toBe('Ali');
      expect((await name({}, { value: 'x'.repeat(1025) })).code).toBe(10002);
      expect((await name({}, { value: 1 })).code).toBe(10002);
      expect((await name({ value: '' })).data).toBe(true);
      expect((await settings()).push_nick_name).toBeUndefined();
    });
  });
});

describe('password', () => {
  test('a change stops every other token at once, keeps the one that asked, and tells the sockets', async () => {
    await server.accounts.register(server.app, { username: 'pat', password: PASSWORD });
    const mine = await server.tokenOf('pat');
    const other = await server.tokenOf('pat');
    const change = (body: object, with_ = mine) => server.call('POST /user/change_password', { token: with_, body });
    const isGood = async (candidate: string) =>
      (await server.call('GET /user/profile', { token: candidate })).code === 200;

    expect((await change({ old_password: 'wrong', new_password: 'new password 2' })).code).toBe(11001);
    expect(server.passwordChanges).toEqual([]);
    expect(await isGood(other)).toBe(true);

    expect(await change({ old_password: PASSWORD, new_password: 'new password 2' })).toMatchObject({
      code: 200,
      data: true,
    });
    expect((await server.call('GET /user/profile', { token: other })).code).toBe(402);
    expect(await isGood(mine)).toBe(true);
    const { userId } = (await server.accounts.findByName(server.app.appId, 'pat'))!;
    expect(server.passwordChanges).toEqual([{ appId: 'demo', userId, keptTokenId: expect.any(String) }]);

    const old = await server.call('POST /token/user', { body: { name: 'pat', password: PASSWORD } });
    expect(old.code).toBe(11001);
    const fresh = await server.tokenOf('pat', 'new password 2');

    expect((await change({ old_password: 'new password 2', new_password: 'third password 3' }, fresh)).code).toBe(200);
    expect([await isGood(mine), await isGood(fresh)]).toEqual([false, true]);
  });

  test('of two changes at once with the same old password one wins', async () => {
    await server.accounts.register(server.app, { username: 'quinn', password: PASSWORD });
    const quinn = await server.tokenOf('quinn');
    const answers = await Promise.all(
      ['first new 1', 'second new 2'].map((new_password) =>
        server.call('POST /user/change_password', { token: quinn, body: { old_password: PASSWORD, new_password } }),
      ),
    );
    expect(answers.map(({ code }) => code).sort((one, other) => one - other)).toEqual([200, 11001]);
  });

  test('a new password against the rules changes nothing', async () => {
    const body = { old_password: PASSWORD, new_password: '' };
    expect((await server.call('POST /user/change_password', { token, body })).code).toBe(10002);
    await server.tokenOf('alice');
  });

  test('guessing the old password is limited like guessing at the login', async () => {
    const strict = await createTestHttp({}, { loginFailures: 3 });
    try {
      const carol = await strict.tokenOf('carol');
      const guess = () =>
        strict
          .call('POST /user/change_password', { token: carol, body: { old_password: 'x', new_password: 'y' } })
          .then(({ code }) => code);
      expect([await guess(), await guess(), await guess(), await guess()]).toEqual([11001, 11001, 11001, 10028]);
    } finally {
      await strict.stop();
    }
  });
});

describe('devices', () => {
  test('lists what logged in on the socket', async () => {
    expect((await server.call('GET /user/device/list', { token })).data).toEqual([]);
    const { appId } = server.app;
    await server.devices.provision(loginOf(server.ids.alice, 'guid', { appId, deviceInfo: 'a browser' }));
    const { data } = await server.call('GET /user/device/list', { token });
    const device = { device_sn: 1, platform: 6, user_agent: 'a browser', user_id: server.ids.alice };
    expect(data).toEqual([{ ...device, online: false, last_seen: expect.any(Number) }]);
  });
});
