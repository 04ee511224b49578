import { type CallUnderTest, NOT_ID, NOT_ID_IN_QUERY, NOT_TEXT, text } from './call-under-test.ts';

const POST_PUT = ['POST', 'PUT'] as const;

type Fields = Required<CallUnderTest>['body'];
type QueryFields = Required<CallUnderTest>['query'];

const inQuery = (methods: readonly string[], url: string, query: QueryFields): readonly CallUnderTest[] =>
  methods.map((method) => ({ line: `${method} /user/${url}`, needsToken: true, query }));
const inBody = (methods: readonly string[], url: string, body: Fields): readonly CallUnderTest[] =>
  methods.map((method) => ({ line: `${method} /user/${url}`, needsToken: true, body }));
const byAdmin = (calls: readonly CallUnderTest[]) => calls.map((call) => ({ ...call, by: 'admin' }) as const);

const flag = { good: 'true', bad: ['', 'yes', '2', 'TRUE'] };
const hour = { good: '23', bad: [...NOT_ID_IN_QUERY, '24'] };
const tags = { good: [], bad: ['x', 1, null, {}, [1], [null], [['x']], ['']] };
const ids = { good: [], bad: [1, 'x', null, {}, ['x'], [null], [{}]] };
const rows = { good: [], bad: [1, 'x', null, {}, ['x'], [null], [{}], [{ user_id: 'x' }]] };

/** Calls about users with required parameters (rest-api.md sections 4.2, 4.3 and 4.5). */
export const USER_CALLS: readonly CallUnderTest[] = [
  ...['push', 'push/detail', 'sounds', 'vibratory', 'download'].flatMap((url) =>
    inQuery(POST_PUT, url, { value: flag }),
  ),
  ...inQuery(POST_PUT, 'authmode', { value: { good: '1', bad: [...NOT_ID_IN_QUERY, '4'] } }),
  ...inQuery(POST_PUT, 'push/limit', { no_push_start_hour: hour, no_push_end_hour: hour }),
  ...inQuery(POST_PUT, 'push/nickname', { value: { good: 'n', bad: [] } }),
  ...inQuery(POST_PUT, 'username', { username: { good: 'zoe', bad: [] } }),
  ...inQuery(POST_PUT, 'mobile', {
    mobile: { good: '+123456789', bad: ['', 'x', '+1234567', '12345678901', `+${'1'.repeat(40)}`] },
  }),
  ...inBody(['POST'], 'push/alias', { alias: { good: 'a', bad: [...NOT_TEXT, 'x'.repeat(257)] } }),
  ...inBody(['POST'], 'push/badge', { badge: { good: 1, bad: [...NOT_ID, 2 ** 31] } }),
  ...inBody(['POST', 'DELETE'], 'push/tag', { tags }),
  {
    line: 'POST /user/register/push',
    needsToken: false,
    body: { username: text('zoe'), password: text('p') },
  },
];

/** The same for admin tokens. */
export const USER_ADMIN_CALLS: readonly CallUnderTest[] = byAdmin([
  ...inBody(['POST'], 'register/batch', { list: rows }),
  ...inBody(POST_PUT, 'profile/batch', { list: rows }),
  ...inBody(POST_PUT, 'avatar/batch', { list: rows }),
  ...inBody(['PUT'], 'disable', { list: ids }),
  ...inBody(['PUT'], 'enable', { list: ids }),
  ...inBody(['POST'], 'change_password_admin', { password: text('p') }),
]);

/** Those without required parameters. */
export const USER_TOKEN_ONLY = ['GET /user/push/tag', 'DELETE /user/push/tag/all', 'GET /user/online_status'];

/** Those whose whole body is a text, and the one that ends the user; `user.test.ts` and `delete-user.test.ts` have them. */
export const USER_TESTED_APART = [
  ...['public', 'private'].flatMap((name) => POST_PUT.map((method) => `${method} /user/${name}`)),
  'POST /user/delete',
  'DELETE /user/delete',
];
