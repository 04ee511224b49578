import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestHttp, makeOtherApp, type TestHttp } from './test-http.ts';

const PATH = '/admin/app/settings';
let server: TestHttp;
let admin: string;
beforeAll(async () => {
  server = await createTestHttp();
  admin = server.accounts.issueAdminToken(server.app);
});
afterAll(() => server.stop());

const change = (body: object, token = admin) => server.call(`POST ${PATH}`, { token, body });

test('an app starts with what deployed clients expect', async () => {
  expect((await server.call(`GET ${PATH}`, { token: admin })).data).toMatchObject({
    open_registration: true,
    anonymous_registration: true,
    stranger_messages: true,
    hide_member_info: false,
    recall_window: null,
  });
});

test('settings change one by one, hold at once, and are the app’s own', async () => {
  const other = await makeOtherApp(server);
  expect((await change({ hide_member_info: 1 })).data).toMatchObject({ hide_member_info: true, recall_window: null });
  expect((await change({ recall_window: 0, open_registration: false })).data).toMatchObject({
    hide_member_info: true,
    recall_window: 0,
    open_registration: false,
  });
  const config = await server.call('GET /app/config', { query: { platform: 6 } });
  expect(config.data.hide_member_info).toBe(true);
  const refused = await server.call('POST /user/register/v2', { body: { username: 'nobody', password: 'secret 123' } });
  expect(refused.code).toBe(40001);
  expect((await server.apps.find(other.appId)).settings.hidesMemberInfo).toBe(false);
  await change({ open_registration: true, recall_window: null });
});

test('users may not, and bad values change nothing', async () => {
  expect((await change({ hide_member_info: true }, await server.tokenOf('alice'))).code).toBe(10010);
  const before = (await server.call(`GET ${PATH}`, { token: admin })).data;
  for (const body of [
    { recall_window: -1 },
    { recall_window: 2 ** 50 },
    { stranger_messages: 'x' },
    { recall_window: 'x' },
  ]) {
    expect((await change({ ...body, open_registration: false })).code).toBe(10002);
  }
  expect((await server.call(`GET ${PATH}`, { token: admin })).data).toEqual(before);
});
