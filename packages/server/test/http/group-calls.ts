import { type CallUnderTest, NOT_ID, NOT_ID_IN_QUERY, NOT_TEXT, text } from './call-under-test.ts';

const NOT_URL = [
  '',
  'x',
  'file.pdf',
  '//host/f',
  'javascript:alert(1)',
  'data:,x',
  'ftp://h/f',
  'http://',
  'http:// /',
  '/a b',
];
const group_id = { good: 1, bad: NOT_ID };
const user_list = { good: [], bad: [1, 'x', null, {}, ['x'], [null]] };
const group_list = { good: [], bad: [1, null, ['x'], [{}]] };
const user_id = { good: 2, bad: NOT_ID };
const flag = { good: 1, bad: ['x', 2, null, {}] };
const duration = { good: 1, bad: ['x', '', '1e3', ' 5', '0x5', 0, 1.5, null, true, {}, 2 ** 53] };
const value = text('v');

const POST_PUT = ['POST', 'PUT'] as const;
const POST_DELETE = ['POST', 'DELETE'] as const;
const POST = ['POST'] as const;
const GET = ['GET'] as const;

type Fields = Required<CallUnderTest>['body'];

const inBody = (methods: readonly string[], url: string, body: Fields): readonly CallUnderTest[] =>
  methods.map((method) => ({ line: `${method} /group/${url}`, needsToken: true, body }));
const idInQuery = { good: 1, bad: NOT_ID_IN_QUERY };
const announcement_id = idInQuery;
const byGroup = (
  methods: readonly string[],
  url: string,
  more: Required<CallUnderTest>['query'] = {},
): readonly CallUnderTest[] =>
  methods.map((method) => ({
    line: `${method} /group/${url}`,
    needsToken: true,
    query: { group_id: idInQuery, ...more },
  }));

/** Every call of groups with required parameters (rest-api.md section 4.7). */
export const GROUP_CALLS: readonly CallUnderTest[] = [
  ...inBody(POST, 'info/batch', { group_list }),
  ...inBody(POST, 'application_list', { group_list }),
  ...byGroup(GET, 'info'),
  ...byGroup(GET, 'settings'),
  ...byGroup(GET, 'member_list'),
  ...byGroup(GET, 'admin_list'),
  ...byGroup(GET, 'banned_list'),
  ...byGroup(GET, 'blocked_list'),
  ...byGroup(GET, 'announcement/last'),
  ...byGroup(GET, 'announcement/list'),
  ...byGroup(GET, 'announcement', { announcement_id }),
  ...byGroup(POST_DELETE, 'announcement/delete', { announcement_id }),
  ...inBody(POST, 'announcement/edit', { group_id, title: text('t'), content: text('c') }),
  ...byGroup(GET, 'file/list'),
  ...byGroup(GET, 'file', { file_id: idInQuery }),
  ...inBody(POST, 'file/upload', {
    group_id,
    name: { good: 'n', bad: [...NOT_TEXT, '', 'n'.repeat(257)] },
    size: { good: 1, bad: NOT_ID },
    url: { good: '/file/download/chat?file_sign=1', bad: [...NOT_TEXT, ...NOT_URL] },
  }),
  ...inBody(POST_PUT, 'file/update_name', {
    group_id,
    file_id: { good: 1, bad: NOT_ID },
    name: { good: 'n', bad: [...NOT_TEXT, ''] },
  }),
  ...inBody(POST_DELETE, 'file/delete', { group_id, file_list: { good: [], bad: [1, null, ['x'], [{}]] } }),
  ...byGroup(GET, 'qrcode/sign'),
  ...inBody(POST, 'qrcode/invite', { qr_info: text('q') }),
  { line: 'GET /app/qrcode/group_sign', needsToken: true, query: { group_id: idInQuery } },
  { line: 'GET /app/qrcode/group_invite', needsToken: true, query: { qr_info: { good: 'q', bad: [] } } },
  ...byGroup(POST_DELETE, 'leave'),
  ...byGroup(POST_DELETE, 'destroy'),
  ...inBody(POST_PUT, 'transfer', { group_id, new_owner: user_id }),
  ...['name', 'avatar', 'description', 'ext'].flatMap((field) =>
    inBody(POST_PUT, `info/${field}`, { group_id, value }),
  ),
  ...[
    'allow_member_invitation',
    'allow_member_modify',
    'enable_read_ack',
    'history_visible',
    'hide_member_info',
    'mention_all',
  ].flatMap((name) => inBody(POST_PUT, `settings/${name}`, { group_id, value: flag })),
  ...inBody(POST_PUT, 'settings/require_admin_approval', {
    group_id,
    apply_approval: { good: 1, bad: [...NOT_ID, 3] },
  }),
  ...inBody(POST, 'settings/ban_all', { group_id, duration }),
  ...inBody(POST, 'settings/unban_all', { group_id }),
  ...inBody(POST_PUT, 'display_name', { group_id, value }),
  ...inBody(POST_PUT, 'msg/mute_mode', { group_id, msg_mute_mode: { good: 1, bad: [...NOT_ID, 3] } }),
  ...inBody(POST, 'msg/not_disturb', { group_id, value: flag }),
  ...inBody(POST_PUT, 'msg/push_mode', { group_id, msg_push_mode: { good: 1, bad: NOT_ID } }),
  ...inBody(POST, 'members/display_name', { group_id, user_list }),
  ...inBody(POST_DELETE, 'kick', { group_id, user_list }),
  ...inBody(POST, 'block', { group_id, user_list }),
  ...inBody(POST_DELETE, 'unblock', { group_id, user_list }),
  ...inBody(POST, 'admin/add', { group_id, user_list }),
  ...inBody(POST_DELETE, 'admin/remove', { group_id, user_list }),
  ...inBody(POST, 'ban', { group_id, user_list, duration }),
  ...inBody(POST, 'unban', { group_id, user_list }),
  ...inBody(POST, 'invite', { group_id, user_list }),
  ...inBody(POST, 'apply', { group_id }),
  ...inBody(POST_PUT, 'apply/handle', { group_id, user_id, approval: flag }),
  ...inBody(POST_PUT, 'invite/handle', { group_id, user_id, approval: flag }),
];

/** Those without required parameters. */
export const GROUP_TOKEN_ONLY = [
  'GET /group/user_joined',
  'GET /group/public_list',
  'GET /group/invitation_list',
  'POST /group/create',
];
