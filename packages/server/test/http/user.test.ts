import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loginOf } from '../suites/logins.ts';
import { createTestHttp, PASSWORD, type TestHttp } from './test-http.ts';

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
