import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHttp, type TestHttp } from './test-http.ts';

let server: TestHttp;
beforeAll(async () => {
  server = await createTestHttp({ publicUrl: 'https://im.example.com' });
});
afterAll(() => server.stop());

describe('DNS', () => {
  test('entries point at the configured public address', async () => {
    const { data } = await server.call('GET /v2/app_dns', { query: { app_id: 'demo' }, appId: null });
    const entry = { protocol: 'https', host: 'im.example.com', ip_list: [] };
    expect(data.dns_list[0].clusters[0]).toEqual({
      ratel: [entry],
      webim: [entry],
      ws: [entry],
      rtc: [entry],
      fireplace: [entry],
    });
  });

  test('an unknown or malformed app id is 99998, a missing one names itself', async () => {
    const of = (query: Record<string, string>) => server.call('GET /v2/app_dns', { query, appId: null });
    expect((await of({ app_id: 'nobody' })).code).toBe(99998);
    expect((await of({ app_id: 'no such/id' })).code).toBe(99998);
    expect(await of({})).toMatchObject({ status: 200, code: 10002, message: expect.stringContaining('app_id') });
  });

  test('a frozen app is told so by DNS and refused everywhere else', async () => {
    const frozen = await createTestHttp();
    try {
      await frozen.apps.setStatus(frozen.app.appId, 'frozen');
      const dns = await frozen.call('GET /v2/app_dns', { query: { app_id: 'demo' } });
      expect(dns.data.app_status).toBe('frozen');
      const login = await frozen.call('POST /token/user', { body: { name: 'alice', password: 'x' } });
      expect(login).toMatchObject({ code: 40003, message: expect.stringContaining('frozen') });
    } finally {
      await frozen.stop();
    }
  });
});

test.each(['health', 'ready'])('%s answers without an app', async (question) => {
  const answer = await server.call(`GET /api/${question}`, { appId: null });
  expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { status: 'ok', bus: 'none', nodes: 1 }]);
});

test('an unknown app is 40000 and so is a missing header, which the message names', async () => {
  const config = (appId: string | null) => server.call('GET /app/config', { query: { platform: 6 }, appId });
  expect((await config('nobody')).code).toBe(40000);
  expect((await config('no such/id')).code).toBe(40000);
  expect(await config(null)).toMatchObject({ code: 40000, message: expect.stringContaining('app_id') });
});

test('metrics count requests by route and code, never by address', async () => {
  await server.call('GET /roster/name', { query: { username: 'secret-name' }, token: await server.tokenOf('alice') });
  const { text } = await server.call('GET /metrics', { appId: null });
  expect(text).toContain('warbler_http_request_seconds_count{method="GET",route="/roster/name",code="10000"} 1');
  expect(text).not.toContain('secret-name');
});

test('what is logged holds neither tokens, passwords, names nor query values', async () => {
  const token = await server.tokenOf('alice');
  await server.call('GET /roster/name', { query: { username: 'secret-name' }, token });
  await server.call('POST /token/user', { body: { name: 'secret-name', password: 'secret-password' } });
  await server.call('GET /secret-path', { query: { 'access-token': token }, token });
  const log = server.logLines.join('');
  expect(log).toContain('"route":"/roster/name"');
  for (const secret of [token, 'secret-name', 'secret-password', 'secret-path']) expect(log).not.toContain(secret);
});
