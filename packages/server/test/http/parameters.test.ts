import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CallUnderTest, NOT_ID, NOT_ID_IN_QUERY, text } from './call-under-test.ts';
import { CODE_ADMIN_ONLY, CODE_CALLS, CODE_TESTED_APART, CODE_TOKEN_ONLY } from './code-calls.ts';
import { CONSOLE_CALLS, CONSOLE_TESTED_APART, CONSOLE_TOKEN_ONLY } from './console-calls.ts';
import { CONVERSATION_CALLS, CONVERSATION_TOKEN_ONLY } from './conversation-calls.ts';
import { DEVICE_CALLS } from './device-calls.ts';
import { FILE_CALLS, FILE_TESTED_APART, FILE_TOKEN_ONLY } from './file-calls.ts';
import { GROUP_CALLS, GROUP_TOKEN_ONLY } from './group-calls.ts';
import { BACKEND_CALLS, SEND_CALLS } from './message-calls.ts';
import { PUSH_CALLS } from './push-calls.ts';
import { ROSTER_CALLS, ROSTER_OPTIONS, ROSTER_TESTED_APART, ROSTER_TOKEN_ONLY } from './roster-calls.ts';
import { createTestHttp, type Loose, type TestHttp } from './test-http.ts';
import { USER_ADMIN_CALLS, USER_CALLS, USER_TESTED_APART, USER_TOKEN_ONLY } from './user-calls.ts';

let server: TestHttp;
let token: string;
let tokens: Readonly<Record<'user' | 'admin' | 'console', string>>;
beforeAll(async () => {
  server = await createTestHttp();
  token = await server.tokenOf('alice');
  tokens = {
    user: token,
    admin: server.accounts.issueAdminToken(server.app),
    console: await server.consoleToken(),
  };
});
afterAll(() => server.stop());

// Every call with required parameters (rest-api.md section 4).
const CALLS: readonly CallUnderTest[] = [
  ...GROUP_CALLS,
  ...SEND_CALLS,
  ...DEVICE_CALLS,
  ...CONVERSATION_CALLS,
  ...CODE_CALLS,
  ...ROSTER_CALLS,
  ...FILE_CALLS,
  ...USER_CALLS,
  ...USER_ADMIN_CALLS,
  ...CONSOLE_CALLS,
  ...PUSH_CALLS,
  { line: 'GET /app/config', needsToken: false, query: { platform: { good: 6, bad: NOT_ID_IN_QUERY } } },
  { line: 'POST /user/register/v2', needsToken: false, body: { username: text('zoe'), password: text('p') } },
  { line: 'POST /token/user', needsToken: false, body: { name: text('alice'), password: text('p') } },
  { line: 'POST /token/id', needsToken: false, body: { user_id: { good: 2, bad: NOT_ID }, password: text('p') } },
  { line: 'POST /token/login', needsToken: false, body: { login_name: text('alice'), password: text('p') } },
  { line: 'GET /app/user/name_check', needsToken: true, query: { username: { good: 'zoe', bad: [] } } },
  { line: 'POST /user/nickname', needsToken: true, query: { nick_name: { good: 'n', bad: [] } } },
  { line: 'PUT /user/nickname', needsToken: true, query: { nick_name: { good: 'n', bad: [] } } },
  { line: 'POST /user/avatar', needsToken: true, body: { avatar: text('a') } },
  { line: 'PUT /user/avatar', needsToken: true, body: { avatar: text('a') } },
  { line: 'POST /user/change_password', needsToken: true, body: { old_password: text('o'), new_password: text('n') } },
  {
    line: 'GET /message/conversation',
    needsToken: true,
    query: {
      opposite_id: { good: 2, bad: NOT_ID_IN_QUERY },
      msg_id_start: { good: 0, bad: NOT_ID_IN_QUERY },
      limit: { good: 1, bad: NOT_ID_IN_QUERY },
    },
  },
  {
    line: 'GET /message/receipts',
    needsToken: true,
    query: { conversation_id: { good: 2, bad: NOT_ID_IN_QUERY }, msg_id: { good: 1, bad: NOT_ID_IN_QUERY } },
  },
];

const TOKEN_ONLY = [
  ...GROUP_TOKEN_ONLY,
  ...CONVERSATION_TOKEN_ONLY,
  ...CODE_TOKEN_ONLY,
  ...ROSTER_TOKEN_ONLY,
  ...FILE_TOKEN_ONLY,
  ...USER_TOKEN_ONLY,
  'GET /user/profile',
  'POST /user/profile',
  'PUT /user/profile',
  'GET /user/settings',
  'POST /user/settings',
  'PUT /user/settings',
  'GET /message/unread',
  'GET /user/device/list',
];

const ADMIN_ONLY = [
  ...CODE_ADMIN_ONLY,
  'GET /user/list',
  'GET /admin/app/settings',
  'POST /admin/app/settings',
  'PUT /admin/app/settings',
  'GET /admin/app/tokens',
];

function tokenOf(by: CallUnderTest['by']): string {
  return tokens[by ?? 'user'];
}

function goods(fields: CallUnderTest['query'] | CallUnderTest['body']): Record<string, Loose> | undefined {
  return fields && Object.fromEntries(Object.entries(fields).map(([name, { good }]) => [name, good]));
}

describe.each(CALLS)('$line', ({ line, needsToken, by, query, body }) => {
  const places = [
    { place: 'query', fields: query ?? {} },
    { place: 'body', fields: body ?? {} },
  ];
  const send = (changed: { query?: Loose; body?: Loose }) =>
    server.call(line, {
      query: goods(query) ?? {},
      body: goods(body),
      ...changed,
      ...(needsToken ? { token: tokenOf(by) } : {}),
    });

  for (const { place, fields } of places) {
    for (const [name, { bad }] of Object.entries(fields)) {
      test(`without ${name} it names what is missing and where`, async () => {
        const { [name]: _left, ...rest } = goods(fields)!;
        const answer = await send({ [place]: rest });
        expect([answer.status, answer.code]).toEqual([200, 10002]);
        expect(answer.message).toMatch(/^invalid request parameter: /);
        expect(answer.message).toContain(name);
        expect(answer.message).toContain(place);
      });

      test.each(bad.map((value) => ({ value })))(`with ${name} = $value it names what is wrong`, async ({ value }) => {
        const answer = await send({ [place]: { ...goods(fields), [name]: value } });
        expect([answer.status, answer.code]).toEqual([200, 10002]);
        expect(answer.message).toMatch(/^invalid request parameter: /);
        expect(answer.message).toContain(name);
      });
    }
  }

  if (body !== undefined) {
    test.each([
      '',
      '{',
      '[]',
      'null',
      '"text"',
      '1',
      '{"a":1}}',
      '{"__proto__":{"x":1}}',
      '\u0000',
    ])('with the body %j it refuses in the envelope', async (payload) => {
      const answer = await send({ body: payload });
      expect([answer.status, answer.code]).toEqual([200, 10002]);
      expect(answer.message).toContain('invalid request parameter');
    });

    test('with another content type it says which one it takes', async () => {
      const answer = await server.call(line, {
        body: 'a=1',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        ...(needsToken ? { token: tokenOf(by) } : {}),
      });
      expect(answer).toMatchObject({ status: 200, code: 10002, message: expect.stringContaining('application/json') });
    });
  }

  test('a parameter given twice in the query is refused', async () => {
    for (const name of Object.keys(query ?? {})) {
      const answer = await server.call(`${line}?${name}=1&${name}=2`, needsToken ? { token: tokenOf(by) } : {});
      expect(answer.code).toBe(10002);
    }
  });

  test('the app is asked for first, then the token, then the parameters', async () => {
    if (by !== 'console') {
      expect((await server.call(line, { appId: null, token: tokenOf(by) })).code).toBe(40000);
      expect((await server.call(line, { appId: 'nobody', token: tokenOf(by) })).code).toBe(40000);
    }
    expect((await server.call(line)).code).toBe(needsToken ? 10003 : 10002);
    if (needsToken) expect((await server.call(line, { token: 'x' })).code).toBe(402);
    if (by === 'admin') expect((await server.call(line, { token })).code).toBe(10010);
  });
});

describe.each(ROSTER_OPTIONS)('$line', ({ line, name, bad }) => {
  test.each(bad.map((value) => ({ value })))(`with ${name} = $value it names what is wrong`, async ({ value }) => {
    const answer = await server.call(line, { token, body: { user_id: 2, [name]: value } });
    expect([answer.status, answer.code]).toEqual([200, 10002]);
    expect(answer.message).toContain(name);
  });
});

test.each(TOKEN_ONLY)('%s wants an app and a token', async (line) => {
  const body = line.startsWith('GET') ? {} : { body: {} };
  expect((await server.call(line, { ...body, token, appId: null })).code).toBe(40000);
  expect((await server.call(line, body)).code).toBe(10003);
  expect((await server.call(line, { ...body, token: `${token}x` })).code).toBe(402);
  expect((await server.call(line, { ...body, token })).code).toBe(200);
});

test.each(ADMIN_ONLY)('%s wants an app and an admin token', async (line) => {
  const body = line.startsWith('GET') ? {} : { body: {} };
  expect((await server.call(line, { ...body, token: tokens.admin, appId: null })).code).toBe(40000);
  expect((await server.call(line, body)).code).toBe(10003);
  expect((await server.call(line, { ...body, token })).code).toBe(10010);
  expect((await server.call(line, { ...body, token: tokens.admin })).code).toBe(200);
});

test.each(CONSOLE_TOKEN_ONLY)('%s wants a console token and no app', async (line) => {
  const call = { appId: null, ...(line.startsWith('GET') ? {} : { body: {} }) };
  expect((await server.call(line, call)).code).toBe(10003);
  expect((await server.call(line, { ...call, token: `${tokens.console}x` })).code).toBe(402);
  expect((await server.call(line, { ...call, token, appId: 'demo' })).code).toBe(402);
  expect((await server.call(line, { ...call, token: tokens.admin, appId: 'demo' })).code).toBe(402);
  expect((await server.call(line, { ...call, token: tokens.console })).code).toBe(200);
});

test('every call in the OpenAPI page is tested here or has no required parameters', async () => {
  const { paths } = JSON.parse((await server.call('GET /docs/json', { appId: null })).text);
  const documented = Object.entries<Record<string, Loose>>(paths).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`),
  );
  // Without parameters a kick ends the token that is used here: devices.test.ts has its parameters.
  const kicks = ['POST /user/kick', 'PUT /user/kick'];
  const free = [...CODE_TESTED_APART, 'GET /v2/app_dns', 'GET /api/health', 'GET /api/ready', 'GET /metrics', ...kicks];
  const apart = [
    ...ROSTER_TESTED_APART,
    ...USER_TESTED_APART,
    ...FILE_TESTED_APART,
    ...CONSOLE_TESTED_APART,
    ...BACKEND_CALLS,
    ...free,
  ];
  const tested = [...CALLS.map(({ line }) => line), ...TOKEN_ONLY, ...ADMIN_ONLY, ...CONSOLE_TOKEN_ONLY, ...apart];
  // The console's calls about an app are tested with the demo app in their address.
  const patterns = tested.map((line) => line.replace('/admin/apps/demo', '/admin/apps/{app}'));
  expect(documented.sort()).toEqual(patterns.sort());
});
