import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONSOLE_PASSWORD, createTestHttp, type Loose, type TestHttp } from './test-http.ts';

const HOUR_MS = 3_600_000;
let server: TestHttp;
beforeAll(async () => {
  server = await createTestHttp();
});
afterAll(() => server.stop());

const logIn = (username = 'admin', password = CONSOLE_PASSWORD) =>
  server.call('POST /admin/login', { appId: null, body: { username, password } });
const act = (line: string, token: string, body?: Loose) => server.call(line, { appId: null, token, body });
const isLive = async (token: string) => (await act('GET /admin/admins', token)).code === 200;

describe('logging in', () => {
  test('a password opens the console for an hour, whatever the case of the name', async () => {
    const { code, data } = await logIn('Admin');
    expect(code).toBe(200);
    expect(data).toEqual({ username: 'admin', token: expect.any(String), expire: expect.any(Number) });
    const leftMs = data.expire - Date.now();
    expect(leftMs).toBeGreaterThan(HOUR_MS - 60_000);
    expect(leftMs).toBeLessThanOrEqual(HOUR_MS);
    expect((await act('GET /admin/admins', data.token)).data).toEqual([
      { username: 'admin', created_at: expect.any(Number) },
    ]);
  });

  test('a wrong password and an unknown name are told alike', async () => {
    const wrong = await logIn('admin', 'wrong');
    expect(wrong.code).toBe(11001);
    expect(await logIn('nobody', 'wrong')).toMatchObject({ code: 11001, message: wrong.message });
  });

  test('guessing is slowed, by name and by address, and the right password waits too', async () => {
    const guarded = await createTestHttp({}, { loginFailures: 3 });
    try {
      const attempt = async (username: string, password: string) =>
        (await guarded.call('POST /admin/login', { appId: null, body: { username, password } })).code;
      for (let count = 0; count < 3; count += 1) expect(await attempt('admin', 'guess')).toBe(11001);
      expect(await attempt('admin', 'guess')).toBe(10028);
      expect(await attempt('ADMIN', CONSOLE_PASSWORD)).toBe(10028);
      for (let count = 0; count < 27; count += 1) expect(await attempt(`name_${count}`, 'guess')).toBe(11001);
      expect(await attempt('another', 'guess')).toBe(10028);
      guarded.passTime(600_000);
      expect(await attempt('admin', CONSOLE_PASSWORD)).toBe(200);
    } finally {
      await guarded.stop();
    }
  });

  test('changing the password guesses no faster', async () => {
    const guarded = await createTestHttp({}, { loginFailures: 2 });
    try {
      const token = await guarded.consoleToken();
      const body = { old_password: 'guess', new_password: 'something else' };
      const attempt = async () => (await guarded.call('POST /admin/password', { appId: null, token, body })).code;
      expect([await attempt(), await attempt(), await attempt()]).toEqual([11001, 11001, 10028]);
    } finally {
      await guarded.stop();
    }
  });

  test('the log holds no password and no token', async () => {
    const { data } = await logIn();
    await logIn('admin', 'a secret guess');
    const log = server.logLines.join('');
    for (const secret of [CONSOLE_PASSWORD, 'a secret guess', data.token]) expect(log).not.toContain(secret);
  });
});

describe('tokens', () => {
  test('a token ends by itself; one refreshed in time goes on, a week at most', async () => {
    const clocked = await createTestHttp();
    try {
      const first = await clocked.consoleToken();
      const refresh = (token: string) => clocked.call('POST /admin/refresh', { appId: null, token });
      clocked.passTime(HOUR_MS - 60_000);
      let { token } = (await refresh(first)).data;
      clocked.passTime(60_000);
      expect((await refresh(first)).code).toBe(402);
      for (let hour = 1; hour < 7 * 24; hour += 1) {
        const answer = await refresh(token);
        expect([hour, answer.code]).toEqual([hour, 200]);
        token = answer.data.token;
        clocked.passTime(HOUR_MS - 10_000);
      }
      clocked.passTime(HOUR_MS / 2);
      expect((await refresh(token)).code).toBe(402);
    } finally {
      await clocked.stop();
    }
  });

  test('garbage, a changed token and another server’s token are 402', async () => {
    const token = await server.consoleToken();
    const other = await createTestHttp();
    try {
      const [head, , signature] = token.split('.');
      const claims = Buffer.from(JSON.stringify({ sub: 'admin', role: 'console', ver: 0, exp: 1e11 }));
      const forged = `${head}.${claims.toString('base64url')}.${signature}`;
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims.toString('base64url')}.`;
      for (const bad of ['x', `${token}x`, forged, unsigned, await other.consoleToken()]) {
        expect((await act('GET /admin/admins', bad)).code).toBe(402);
      }
    } finally {
      await other.stop();
    }
  });

  test('a token survives a look at the data by another process: the key is kept', async () => {
    const rows = await server.database.query.selectFrom('server_secrets').selectAll().execute();
    expect(rows).toEqual([{ name: 'console tokens', secret: expect.stringMatching(/^[\w-]{43}$/) }]);
  });

  test('logging out everywhere ends all of one’s own tokens and nobody else’s', async () => {
    const [one, another] = [await server.consoleToken(), await server.consoleToken()];
    await act('POST /admin/admins', one, { username: 'ines', password: 'ines password' });
    const hers = (await logIn('ines', 'ines password')).data.token;
    expect((await act('POST /admin/logout-all', one)).data).toBe(true);
    expect([await isLive(one), await isLive(another), await isLive(hers)]).toEqual([false, false, true]);
    expect(await isLive(await server.consoleToken())).toBe(true);
    await act('DELETE /admin/admins/ines', await server.consoleToken());
  });

  test('a new password ends the tokens from before and answers one to go on with', async () => {
    const admin = await server.consoleToken();
    await act('POST /admin/admins', admin, { username: 'paul', password: 'first password' });
    const [one, another] = [
      (await logIn('paul', 'first password')).data.token,
      (await logIn('paul', 'first password')).data.token,
    ];
    const change = { old_password: 'first password', new_password: 'second password' };
    const { data } = await act('POST /admin/password', one, change);
    expect([await isLive(one), await isLive(another), await isLive(data.token)]).toEqual([false, false, true]);
    expect((await logIn('paul', 'first password')).code).toBe(11001);
    expect((await logIn('paul', 'second password')).code).toBe(200);
    await act('DELETE /admin/admins/paul', admin);
  });

  test('of two password changes at once one wins', async () => {
    const admin = await server.consoleToken();
    await act('POST /admin/admins', admin, { username: 'twin', password: 'first password' });
    const { token } = (await logIn('twin', 'first password')).data;
    const change = (new_password: string) =>
      act('POST /admin/password', token, { old_password: 'first password', new_password });
    const codes = (await Promise.all([change('one password'), change('another password')])).map(({ code }) => code);
    expect(codes.sort()).toEqual([11001, 200]);
    await act('DELETE /admin/admins/twin', admin);
  });

  test.each(['', 'short', 'x'.repeat(257)])('the password %j is refused and changes nothing', async (new_password) => {
    const token = await server.consoleToken();
    const answer = await act('POST /admin/password', token, { old_password: CONSOLE_PASSWORD, new_password });
    expect(answer).toMatchObject({ code: 10002, message: expect.stringContaining('256 characters') });
    expect(await isLive(token)).toBe(true);
  });
});

describe('administrators', () => {
  let admin: string;
  beforeAll(async () => {
    admin = await server.consoleToken();
  });

  test('one adds others, who may do the same, and removes them with their tokens', async () => {
    const added = await act('POST /admin/admins', admin, { username: 'Nora@Example.com', password: 'nora password' });
    expect(added.data).toEqual({ username: 'nora@example.com', created_at: expect.any(Number) });
    const nora = (await logIn('nora@example.com', 'nora password')).data.token;
    const names = (await act('GET /admin/admins', nora)).data.map(({ username }: Loose) => username);
    expect(names).toEqual(['admin', 'nora@example.com']);
    const removed = await act('DELETE /admin/admins/NORA%40example.com', admin);
    expect(removed.data).toBe(true);
    expect(await isLive(nora)).toBe(false);
    expect((await logIn('nora@example.com', 'nora password')).code).toBe(11001);
  });

  test('tokens of somebody who was removed do not open the console for a namesake', async () => {
    const body = { username: 'sam', password: 'sam password' };
    await act('POST /admin/admins', admin, body);
    const { token } = (await logIn('sam', 'sam password')).data;
    await act('DELETE /admin/admins/sam', admin);
    server.passTime(1);
    await act('POST /admin/admins', admin, body);
    expect(await isLive(token)).toBe(false);
    await act('DELETE /admin/admins/sam', admin);
  });

  test('the last one stays, also when two are removed at once', async () => {
    expect(await act('DELETE /admin/admins/admin', admin)).toMatchObject({
      code: 10010,
      message: expect.stringContaining('last'),
    });
    await act('POST /admin/admins', admin, { username: 'second', password: 'second password' });
    const both = await Promise.all(['second', 'admin'].map((name) => act(`DELETE /admin/admins/${name}`, admin)));
    expect(both.map(({ code }) => code)).toEqual([200, 10010]);
    await act('POST /admin/admins', admin, { username: 'second', password: 'second password' });
    // Who removed themselves removes nobody else any more.
    const again = await Promise.all(['admin', 'second'].map((name) => act(`DELETE /admin/admins/${name}`, admin)));
    expect(again.map(({ code }) => code)).toEqual([200, 402]);
    const { token } = (await logIn('second', 'second password')).data;
    await act('POST /admin/admins', token, { username: 'admin', password: CONSOLE_PASSWORD });
    admin = await server.consoleToken();
    await act('DELETE /admin/admins/second', admin);
  });

  test('unknown ones are 10000, taken names 10004, names and passwords against the rules 10002', async () => {
    expect((await act('DELETE /admin/admins/nobody', admin)).code).toBe(10000);
    const add = async (username: string, password = 'good password') =>
      (await act('POST /admin/admins', admin, { username, password })).code;
    expect(await add('ADMIN')).toBe(10004);
    for (const username of ['', ' ', 'a b', '-x', 'ä', 'x'.repeat(65)]) expect(await add(username)).toBe(10002);
    for (const password of ['', 'short']) expect(await add('fine', password)).toBe(10002);
  });

  test('who is removed while a call of theirs arrives, or works, does nothing any more', async () => {
    const slow = await createTestHttp();
    try {
      const identified = new Promise<void>((resolve) => {
        slow.http.addHook('preParsing', async ({ url }) => {
          if (url === '/admin/apps/demo') resolve();
        });
      });
      const address = await slow.http.listen({ port: 0, host: '127.0.0.1' });
      const first = await slow.consoleToken();
      const login = { username: 'second', password: 'second password' };
      await slow.call('POST /admin/admins', { appId: null, token: first, body: login });
      const { data } = await slow.call('POST /admin/login', { appId: null, body: login });
      const call = request(`${address}/admin/apps/demo`, {
        method: 'PUT',
        headers: { 'access-token': data.token, 'content-type': 'application/json' },
        agent: false,
      });
      call.write('{"name":');
      await identified;
      // The password of a new administrator takes its time to be hashed.
      const adding = slow.call('POST /admin/admins', {
        appId: null,
        token: data.token,
        body: { username: 'third', password: 'third password' },
      });
      const removed = await slow.call('DELETE /admin/admins/second', { appId: null, token: first });
      expect(removed.code).toBe(200);
      call.end('"Taken over"}');
      const [answer] = await once(call, 'response');
      expect(await json(answer)).toMatchObject({ code: 402 });
      expect((await adding).code).toBe(402);
      const { data: app } = await slow.call('GET /admin/apps/demo', { appId: null, token: first });
      expect(app.name).not.toBe('Taken over');
      const { data: admins } = await slow.call('GET /admin/admins', { appId: null, token: first });
      expect(admins).toMatchObject([{ username: 'admin' }]);
    } finally {
      await slow.stop();
    }
  });

  test('there is a bound', async () => {
    const small = await createTestHttp({}, { consoleAdmins: 2 });
    try {
      const token = await small.consoleToken();
      const add = (username: string) =>
        small.call('POST /admin/admins', { appId: null, token, body: { username, password: 'good password' } });
      const codes = (await Promise.all([add('one'), add('two')])).map(({ code }) => code);
      expect(codes.sort()).toEqual([10002, 200]);
    } finally {
      await small.stop();
    }
  });
});

test('calls of apps take no console token', async () => {
  const token = await server.consoleToken();
  for (const line of ['GET /user/profile', 'GET /admin/app/settings', 'GET /roster/list']) {
    expect([line, (await server.call(line, { token })).code]).toEqual([line, 402]);
  }
});
