import { type CallUnderTest, NOT_ID, NOT_ID_IN_QUERY, text } from './call-under-test.ts';

const POST_PUT = ['POST', 'PUT'] as const;
const POST_DELETE = ['POST', 'DELETE'] as const;

const user_id = { good: 2, bad: NOT_ID };
const user_id_in_query = { good: 2, bad: NOT_ID_IN_QUERY };

const byUser = (methods: readonly string[], url: string): readonly CallUnderTest[] =>
  methods.map((method) => ({
    line: `${method} /roster/${url}`,
    needsToken: true,
    query: { user_id: user_id_in_query },
  }));

/** Every call of the roster with required parameters (rest-api.md section 4.6). */
export const ROSTER_CALLS: readonly CallUnderTest[] = [
  { line: 'GET /roster/id', needsToken: true, query: { user_id: user_id_in_query } },
  { line: 'GET /roster/name', needsToken: true, query: { username: { good: 'bob', bad: [] } } },
  {
    line: 'GET /roster/mobile',
    needsToken: true,
    query: { mobile: { good: '+123456789', bad: ['', 'x', '+1234567', '12345678901', '+12345678x', '1380013800'] } },
  },
  {
    line: 'GET /roster/may_message',
    needsToken: true,
    query: { user_id: user_id_in_query, roster_id: user_id_in_query },
  },
  { line: 'POST /roster/list', needsToken: true, body: { list: { good: [], bad: [1, 'x', null, {}, ['x'], [null]] } } },
  { line: 'POST /roster/apply', needsToken: true, body: { user_id } },
  ...byUser(POST_PUT, 'accept'),
  ...byUser(POST_DELETE, 'delete'),
  ...byUser(POST_PUT, 'block'),
  ...byUser(POST_DELETE, 'unblock'),
  ...POST_PUT.map((method) => ({ line: `${method} /roster/decline`, needsToken: true, body: { user_id } })),
  ...POST_PUT.map((method) => ({ line: `${method} /roster/ext`, needsToken: true, body: { user_id } })),
];

/** Optional parameters beside a user id, and values that they refuse. */
export const ROSTER_OPTIONS: readonly {
  readonly line: string;
  readonly name: string;
  readonly bad: readonly unknown[];
}[] = [
  { line: 'POST /roster/apply', name: 'alias', bad: [...text('').bad, 'x'.repeat(257)] },
  { line: 'POST /roster/apply', name: 'reason', bad: [...text('').bad, 'x'.repeat(1025)] },
  { line: 'POST /roster/apply', name: 'auth_answer', bad: [...text('').bad, 'x'.repeat(1025)] },
  { line: 'POST /roster/decline', name: 'reason', bad: [...text('').bad, 'x'.repeat(1025)] },
  { line: 'POST /roster/ext', name: 'alias', bad: [...text('').bad, 'x'.repeat(257)] },
  { line: 'POST /roster/ext', name: 'ext', bad: [...text('').bad, 'x'.repeat(4097)] },
  { line: 'POST /roster/ext', name: 'mute_notification', bad: ['x', '', 2, null, {}] },
];

/** Those without required parameters. */
export const ROSTER_TOKEN_ONLY = ['GET /roster/list', 'GET /roster/apply/list', 'GET /roster/blocked_list'];

/** Those with a bare list as body, or for admin tokens; their own tests are in `roster-changes.test.ts`. */
export const ROSTER_TESTED_APART = ['POST /roster/apply/batch', 'POST /user/add_roster', 'GET /user/rosters'];
