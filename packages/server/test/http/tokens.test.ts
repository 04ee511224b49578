import { createSigner } from 'fast-jwt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHttp, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

let server: TestHttp;
beforeAll(async () => {
  server = await createTestHttp();
});
afterAll(() => server.stop());

const DAY_MS = 24 * 3600 * 1000;
const profile = (token: string | undefined, appId = 'demo') => server.call('GET /user/profile', { token, appId });

describe('the three token calls', () => {
  test('name, id (as number or text) and login name give a token that works; unknown fields are ignored', async () => {
    const password = PASSWORD;
    const bodies = {
      '/token/user': [
        { name: 'alice', password },
        { name: 'Alice', password, device_guid: 'g', extra: 1 },
        { mobile: 'alice', password },
      ],
      '/token/id': [
        { user_id: server.ids.alice, password },
        { user_id: String(server.ids.alice), password },
      ],
      '/token/login': [{ login_name: 'alice', password }],
    };
    for (const [url, tries] of Object.entries(bodies)) {
      for (const body of tries) {
        const { code, data } = await server.call(`POST ${url}`, { body });
        expect([url, code, data.user_id]).toEqual([url, 200, server.ids.alice]);
        expect(data.expire).toBeGreaterThan(Date.now() + 29 * DAY_MS);
        expect((await profile(data.token)).data.username).toBe('alice');
      }
    }
  });

  test.each([
    ['/token/user', { name: 'alice' }],
    ['/token/login', { login_name: 'alice' }],
  ])('a wrong password at %s is refused with the text that deployed clients look for', async (url, who) => {
    const answer = await server.call(`POST ${url}`, { body: { ...who, password: 'wrong' } });
    expect(answer).toMatchObject({ status: 200, code: 11001, message: expect.stringContaining('Operation rejected') });
  });

  test('an unknown user is 10000, by name and by id', async () => {
    const byName = await server.call('POST /token/user', { body: { name: 'nobody', password: 'x' } });
    const byId = await server.call('POST /token/id', { body: { user_id: 2, password: 'x' } });
    expect([byName.code, byId.code]).toEqual([10000, 10000]);
  });

  test("a user of one app is unknown in another, and one app's token is none in another", async () => {
    await makeOtherApp(server);
    const login = await server.call('POST /token/user', {
      body: { name: 'alice', password: PASSWORD },
      appId: 'other',
    });
    expect(login.code).toBe(10000);
    expect((await profile(await server.tokenOf('alice'), 'other')).code).toBe(402);
  });
});

describe('a token', () => {
  test('that is missing is 10003, one that is garbage, cut, changed or unsigned is 402', async () => {
    const token = await server.tokenOf('alice');
    const [header = '', claims = '', signature = ''] = token.split('.');
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    expect((await profile(undefined)).code).toBe(10003);
    expect((await profile('')).code).toBe(10003);
    const forged = [
      'x',
      '..',
      'a.b.c',
      token.slice(0, -2),
      `${header}.${claims}.`,
      `${header}.${Buffer.from('null').toString('base64url')}.${signature}`,
      `${unsigned}.${claims}.`,
      'é',
    ];
    for (const bad of forged) expect([bad, await profile(bad)]).toMatchObject([bad, { status: 200, code: 402 }]);
  });

  test('signed with another key or another algorithm is 402', async () => {
    const claims = { app: 'demo', sub: String(server.ids.alice), role: 1, ver: 0, jti: 'x', exp: Date.now() };
    const key = server.app.tokenSecret;
    const sign = (options: object) => createSigner(options)(claims) as unknown as string;
    expect((await profile(sign({ key, algorithm: 'HS256' }))).code).toBe(200);
    expect((await profile(sign({ key: 'another key of the same length!', algorithm: 'HS256' }))).code).toBe(402);
    expect((await profile(sign({ key, algorithm: 'HS512' }))).code).toBe(402);
  });

  test('ends when it says so', async () => {
    const token = await server.tokenOf('carol');
    server.passTime(29 * DAY_MS);
    expect((await profile(token)).code).toBe(200);
    server.passTime(2 * DAY_MS);
    expect(await profile(token)).toMatchObject({ status: 200, code: 402, message: expect.stringContaining('expired') });
  });

  test('of a banned or deleted user is refused, and so is their login', async () => {
    const { appId } = server.app;
    const login = (user_id: number) => server.call('POST /token/id', { body: { user_id, password: PASSWORD } });
    const { userId: banned } = await server.accounts.register(server.app, { username: 'banned', password: PASSWORD });
    const tokenOfBanned = await server.tokenOf('banned');
    await server.accounts.ban(appId, [banned]);
    expect([(await profile(tokenOfBanned)).code, (await login(banned)).code]).toEqual([10010, 10010]);

    const { userId: deleted } = await server.accounts.register(server.app, { username: 'gone', password: PASSWORD });
    const tokenOfDeleted = await server.tokenOf('gone');
    await server.accounts.delete({ appId, userId: deleted });
    expect([(await profile(tokenOfDeleted)).code, (await login(deleted)).code]).toEqual([402, 10021]);
  });

  test('of an admin acts as the user in the header user_id, and needs one', async () => {
    const token = server.accounts.issueAdminToken(server.app);
    const as = (headers: Record<string, string>) => server.call('GET /user/profile', { token, headers });
    expect((await as({ user_id: String(server.ids.bob) })).data.username).toBe('bob');
    expect(await as({})).toMatchObject({ code: 10002, message: expect.stringContaining('user_id') });
    expect((await as({ user_id: '4' })).code).toBe(10000);
    expect((await as({ user_id: 'bob' })).code).toBe(10002);
  });

  test('of a user ignores the header user_id: nobody acts as someone else', async () => {
    const answer = await server.call('GET /user/profile', {
      token: await server.tokenOf('alice'),
      headers: { user_id: String(server.ids.bob) },
    });
    expect(answer.data.username).toBe('alice');
  });
});

describe('too many failures', () => {
  test('lock the account with 10028 for a while, the right password included, and nobody else', async () => {
    const strict = await createTestHttp({}, { loginFailures: 5 });
    try {
      const tryPassword = (name: string, password: string) =>
        strict.call('POST /token/user', { body: { name, password } }).then(({ code }) => code);
      const codes = await Promise.all(Array.from({ length: 8 }, () => tryPassword('alice', 'wrong')));
      expect(codes.sort()).toEqual([10028, 10028, 10028, 11001, 11001, 11001, 11001, 11001]);
      expect(await tryPassword('ALICE', PASSWORD)).toBe(10028);
      expect(await tryPassword('bob', PASSWORD)).toBe(200);
      strict.passTime(120_000);
      expect(await tryPassword('alice', PASSWORD)).toBe(200);
    } finally {
      await strict.stop();
    }
  });

  test('of one address lock the address, even when they are spread over many names', async () => {
    const strict = await createTestHttp({}, { loginFailures: 1 });
    try {
      const tryName = (name: string) =>
        strict.call('POST /token/user', { body: { name, password: 'wrong' } }).then(({ code }) => code);
      for (let index = 0; index < 10; index += 1) expect(await tryName(`guess_${index}`)).toBe(10000);
      expect(await tryName('guess_11')).toBe(10028);
    } finally {
      await strict.stop();
    }
  });
});
