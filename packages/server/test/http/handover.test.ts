import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHttp, type Loose, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

const MINUTE_MS = 60_000;

let server: TestHttp;
let alice: string;
let bob: string;
let olga: string;
beforeAll(async () => {
  server = await createTestHttp({}, { secretsPerUser: 5 });
  alice = await server.tokenOf('alice');
  bob = await server.tokenOf('bob');
  const other = await makeOtherApp(server);
  await server.accounts.register(other, { username: 'olga', password: PASSWORD });
  const login = { body: { name: 'olga', password: PASSWORD }, appId: 'other' };
  olga = (await server.call('POST /token/user', login)).data.token;
});
afterAll(() => server.stop());

describe('handing a secret over', () => {
  const keep = (secret_text: string, expire_seconds: number | string = 60) =>
    server.call('POST /app/secret_info', { body: { secret_text, expire_seconds }, token: alice });
  const take = (code: string, appId = 'demo') => server.call('GET /app/secret_info', { query: { code }, appId });

  test('gives a code that gives the text, once', async () => {
    const text = JSON.stringify({ username: 'alice', password: '密码' });
    const { data } = await keep(text, '60');
    expect(data).toEqual({ code: expect.stringMatching(/^[\w-]{22}$/) });
    expect((await take(data.code)).data).toEqual({ secret_text: text });
    expect((await take(data.code)).code).toBe(10001);
  });

  test('of many who take it at once one gets it', async () => {
    const { code } = (await keep('x')).data;
    const answers = await Promise.all(Array.from({ length: 8 }, () => take(code)));
    expect(answers.filter((answer) => answer.code === 200)).toHaveLength(1);
  });

  test('ends after its time', async () => {
    const { code } = (await keep('x', 10)).data;
    server.passTime(10_000);
    expect((await take(code)).code).toBe(10001);
    expect((await take('')).code).toBe(10001);
  });

  test('stays in its app, unless the text says which app it is for; and is not used up by another', async () => {
    const { code } = (await keep(JSON.stringify({ username: 'alice', app_id: 'other' }))).data;
    expect((await take(code, 'other')).code).toBe(10001);
    expect((await take(code)).code).toBe(200);
    const forAnyone = (await keep(JSON.stringify({ username: 'alice', app_id: 'demo' }))).data;
    expect((await take(forAnyone.code, 'other')).code).toBe(200);
    expect((await take(forAnyone.code)).code).toBe(10001);
  });

  test('is not read from the database', async () => {
    const { code } = (await keep('the secret of alice')).data;
    const rows = await server.database.query
      .selectFrom('handed_secrets' as Loose)
      .selectAll()
      .execute();
    const stored = rows.map((row: Loose) => JSON.stringify(row) + Buffer.from(row.sealed).toString('latin1')).join('');
    expect(rows.length).toBeGreaterThan(0);
    expect(stored).not.toContain('the secret');
    expect(stored).not.toContain(code);
    await take(code);
  });

  test('so many of a user wait at once', async () => {
    server.passTime(5 * MINUTE_MS);
    for (let count = 0; count < 5; count += 1) expect((await keep('x')).code).toBe(200);
    expect((await keep('x')).code).toBe(10028);
    server.passTime(MINUTE_MS);
    expect((await keep('x')).code).toBe(200);
  });
});

describe('logging in by QR code', () => {
  const newCode = async (appId = 'demo') => (await server.call('GET /app/qr_code', { appId })).data;
  const poll = (qr_code: string, appId = 'demo') => server.call('GET /app/qr_login', { query: { qr_code }, appId });
  const act = (action: string, qr_code: string, token = alice, appId = 'demo') =>
    server.call(`POST /app/qr_login/${action}`, { body: { qr_code }, token, appId });

  test('a code is for a login page: what to draw, and until when', async () => {
    const before = Date.now();
    const data = await newCode();
    expect(data).toEqual({
      qr_code: expect.any(String),
      qrcode_id: data.qr_code,
      url: expect.any(String),
      expired: expect.any(Number),
    });
    expect(data.expired).toBeGreaterThanOrEqual(before + 3 * MINUTE_MS);
    const url = new URL(data.url);
    expect(url.searchParams.get('qr_code')).toBe(data.qr_code);
    expect(url.searchParams.get('app_id')).toBe('demo');
    expect((await newCode()).qr_code).not.toBe(data.qr_code);
  });

  test('the page waits, sees the scan, and logs in with what it gets once the phone confirms', async () => {
    const { qr_code } = await newCode();
    expect(await poll(qr_code)).toMatchObject({ code: 200, data: { status: 'open' } });
    expect((await act('scan', qr_code)).data).toBe(true);
    expect((await poll(qr_code)).data).toEqual({ status: 'scanned' });
    expect((await act('confirm', qr_code)).data).toBe(true);
    const { data } = await poll(qr_code);
    expect(data).toEqual({
      status: 'confirmed',
      user_id: server.ids.alice,
      username: 'alice',
      password: expect.any(String),
    });
    const login = { body: { name: data.username, password: data.password } };
    expect((await server.call('POST /token/user', login)).data.user_id).toBe(server.ids.alice);
    expect((await server.call('POST /token/user', login)).code).toBe(11001);
    expect((await poll(qr_code)).code).toBe(10002);
    expect((await act('confirm', qr_code)).code).toBe(10002);
  });

  test('a phone may confirm without saying first that it scanned, and say so again', async () => {
    const { qr_code } = await newCode();
    await act('confirm', qr_code);
    expect((await act('scan', qr_code)).code).toBe(200);
    expect((await act('confirm', qr_code)).code).toBe(200);
    expect((await poll(qr_code)).data.username).toBe('alice');
  });

  test('of many polls at once one gets the password', async () => {
    const { qr_code } = await newCode();
    await act('confirm', qr_code);
    const answers = await Promise.all(Array.from({ length: 8 }, () => poll(qr_code)));
    expect(answers.filter(({ data }) => data?.password !== undefined)).toHaveLength(1);
  });

  test('the user may refuse: the page learns it, and the code is of no more use', async () => {
    const { qr_code } = await newCode();
    await act('scan', qr_code);
    expect((await act('cancel', qr_code)).data).toBe(true);
    expect((await poll(qr_code)).data).toEqual({ status: 'cancelled' });
    expect((await act('confirm', qr_code)).code).toBe(10002);
  });

  test('nobody else confirms what one user scanned', async () => {
    const { qr_code } = await newCode();
    await act('scan', qr_code);
    for (const action of ['scan', 'confirm', 'cancel']) expect((await act(action, qr_code, bob)).code).toBe(10010);
    expect((await poll(qr_code)).data).toEqual({ status: 'scanned' });
  });

  test('a code ends after three minutes, and is of its app', async () => {
    const { qr_code } = await newCode();
    expect((await poll(qr_code, 'other')).code).toBe(10002);
    expect((await act('confirm', qr_code, olga, 'other')).code).toBe(10002);
    await act('confirm', qr_code);
    server.passTime(3 * MINUTE_MS);
    expect((await poll(qr_code)).code).toBe(10002);
    expect((await act('confirm', qr_code)).code).toBe(10002);
  });

  test.each(['', 'x', 'a.b.c', `lz.AAAAAAAAAAAAAAAA.${'A'.repeat(22)}`])('%j is no code', async (qr_code) => {
    expect((await poll(qr_code)).code).toBe(10002);
    expect((await act('confirm', qr_code)).code).toBe(10002);
  });

  test('a page that waits costs nothing: nothing is stored before somebody scans', async () => {
    const count = async () =>
      (
        await server.database.query
          .selectFrom('qr_logins' as Loose)
          .selectAll()
          .execute()
      ).length;
    const before = await count();
    const { qr_code } = await newCode();
    await poll(qr_code);
    expect(await count()).toBe(before);
  });

  test('a user who was banned meanwhile does not get in', async () => {
    await server.call('POST /user/register/v2', { body: { username: 'zack', password: PASSWORD } });
    const zack = await server.tokenOf('zack');
    const { qr_code } = await newCode();
    await act('confirm', qr_code, zack);
    const { userId } = (await server.accounts.findByName(server.app.appId, 'zack'))!;
    await server.accounts.ban(server.app.appId, [userId]);
    expect((await poll(qr_code)).code).toBe(10010);
  });

  test('the dialog of the official account takes such a code too', async () => {
    const { qrcode_id } = await newCode();
    const status = () => server.call('GET /app/official_account/qrcode_status', { query: { qrcode_id }, token: bob });
    expect((await status()).code).toBe(11022);
    const login = () => server.call('GET /app/official_account/login', { query: { code: qrcode_id }, token: bob });
    expect((await login()).code).toBe(10002);
    await act('confirm', qrcode_id);
    expect((await status()).data).toEqual({ code: qrcode_id });
    const { data } = await login();
    expect(data).toEqual({ user_id: server.ids.alice, username: 'alice', password: expect.any(String) });
    expect((await server.call('POST /token/user', { body: { name: 'alice', password: data.password } })).code).toBe(
      200,
    );
    expect((await status()).code).toBe(10002);
    expect((await login()).code).toBe(10002);
  });
});

test('what expired is tidied away a little at a time, and never counts', async () => {
  const run = (sql: string) => server.storage.call('sql.run', { sql, parameters: [] });
  await run(`insert into handed_secrets (code_hash, app_id, user_id, opens_in_any_app, sealed, expires_at)
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 250)
    select 'old' || i, 'demo', 2, 0, x'', i from n`);
  const count = async () =>
    ((await run('select count(*) as count from handed_secrets where expires_at < 1000')).rows[0] as Loose).count;
  const left: number[] = [];
  for (let number = 0; number < 3; number += 1) {
    const body = { expire_seconds: 60, secret_text: 'x' };
    expect((await server.call('POST /app/secret_info', { token: bob, body })).code).toBe(200);
    left.push(await count());
  }
  expect(left).toEqual([150, 50, 0]);
});
