import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestHttp, type TestHttp } from './test-http.ts';

let server: TestHttp;
let token: string;
beforeAll(async () => {
  server = await createTestHttp();
  token = await server.tokenOf('alice');
});
afterAll(() => server.stop());

test('what nobody foresaw is logged with its cause and answered without text, with HTTP status 500', async () => {
  const broken = await createTestHttp();
  try {
    const brokenToken = await broken.tokenOf('alice');
    broken.roster.friends = () => Promise.reject(new Error('the secret inside'));
    const answer = await broken.call('GET /roster/list', { token: brokenToken });
    expect(answer).toMatchObject({ status: 500, code: 20000 });
    expect(answer.text).not.toContain('secret');
    expect(broken.logLines.join('')).toContain('the secret inside');
  } finally {
    await broken.stop();
  }
});

const anyField = fc.constantFrom(
  'username',
  'password',
  'name',
  'mobile',
  'login_name',
  'user_id',
  'device_guid',
  'nick_name',
  'avatar',
  'list',
  'group_list',
  'auth_mode',
  'group_confirm',
  'no_push_end_hour',
  'push_token',
  'old_password',
  'new_password',
  'description',
  'private_info',
  'cursor',
  'limit',
  'opposite_id',
  'msg_id_start',
  'platform',
  'app_id',
);
const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
  fc.integer().map(String),
  fc.double(),
  fc.constantFrom(2 ** 53, -1, '9007199254740993', '0', 'alice', "' or 1=1 --", '\u0000', '\ud800', 'x'.repeat(5000)),
);
const anyBody = fc.oneof(
  fc.dictionary(anyField, anyValue, { maxKeys: 6 }).map((body) => JSON.stringify(body)),
  fc.jsonValue().map((body) => JSON.stringify(body)),
  fc.string({ unit: 'binary' }),
);
const anyQuery = fc.dictionary(anyField, fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer().map(String)), {
  maxKeys: 5,
});
const anyCall = fc.constantFrom(
  'GET /v2/app_dns',
  'GET /app/config',
  'POST /user/register/v2',
  'GET /app/user/name_check',
  'POST /token/user',
  'POST /token/id',
  'POST /token/login',
  'GET /user/profile',
  'POST /user/profile',
  'PUT /user/settings',
  'POST /user/nickname',
  'PUT /user/avatar',
  'POST /user/change_password',
  'GET /roster/list',
  'POST /roster/list',
  'GET /roster/id',
  'GET /roster/name',
  'POST /group/info/batch',
  'GET /message/conversation',
  'GET /message/unread',
);

test('whatever is sent, every call answers with HTTP status 200 and an envelope', async () => {
  await fc.assert(
    fc.asyncProperty(anyCall, anyBody, anyQuery, fc.boolean(), async (line, body, query, hasToken) => {
      const answer = await server.call(line, {
        query,
        ...(line.startsWith('GET') ? {} : { body }),
        ...(hasToken ? { token } : {}),
      });
      expect(answer.status).toBe(200);
      expect(answer.code).toEqual(expect.any(Number));
      expect(answer.code).not.toBe(20000);
    }),
    { numRuns: 1500 },
  );
});

test('whatever the headers hold, the answer is an envelope', async () => {
  const headerValue = fc.string({ unit: fc.constantFrom(...'abc019.-_ ~é'), maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(headerValue, headerValue, headerValue, async (appId, badToken, userId) => {
      const answer = await server.call('GET /user/profile', { appId, token: badToken, headers: { user_id: userId } });
      expect(answer.status).toBe(200);
      expect([402, 10003, 40000]).toContain(answer.code);
    }),
    { numRuns: 300 },
  );
});
