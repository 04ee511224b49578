import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineRoute } from '../../src/http/define-route.ts';
import { createTestHttp, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

const KINDS = ['app', 'user', 'group', 'userOrAdmin', 'admin'] as const;

let server: TestHttp;
let tokens: Record<'alice' | 'admin' | 'otherUser' | 'otherAdmin', string>;
let group_id: number;
let another: number;
beforeAll(async () => {
  server = await createTestHttp();
  // Calls of each kind that only say who made them.
  for (const auth of KINDS) {
    defineRoute(server.http, server.useCases, {
      method: 'GET',
      url: `/who/${auth}`,
      auth,
      tag: 'who',
      summary: 'Who calls',
      data: Type.Any(),
      handle: async ({ caller: { app: _app, ...caller } }) => ({ data: caller }),
    });
  }
  const other = await makeOtherApp(server);
  await server.accounts.register(other, { username: 'olga', password: PASSWORD });
  const olga = { body: { name: 'olga', password: PASSWORD }, appId: 'other' };
  tokens = {
    alice: await server.tokenOf('alice'),
    admin: server.accounts.issueAdminToken(server.app),
    otherUser: (await server.call('POST /token/user', olga)).data.token,
    otherAdmin: server.accounts.issueAdminToken(other),
  };
  const create = async () =>
    (await server.call('POST /group/create', { token: tokens.alice, body: { name: 'birds' } })).data.group_id;
  [group_id, another] = [await create(), await create()];
});
afterAll(() => server.stop());

const ALICE = 'alice';
const BOB = 'bob';
const BIRDS = 'birds';
const cases: readonly {
  readonly who: string;
  readonly token: keyof typeof tokens;
  readonly headers?: Readonly<Record<string, string>>;
  readonly user: unknown;
  readonly group: unknown;
  readonly userOrAdmin: unknown;
  readonly admin: unknown;
}[] = [
  {
    who: 'a user',
    token: 'alice',
    user: { userId: ALICE, tokenId: expect.any(String) },
    group: { actsFor: 'user', userId: ALICE, tokenId: expect.any(String) },
    userOrAdmin: { role: 'user', userId: ALICE, tokenId: expect.any(String) },
    admin: 10010,
  },
  {
    who: 'a user with headers that only count for admins',
    token: 'alice',
    headers: { user_id: BOB, group_id: BIRDS },
    user: { userId: ALICE, tokenId: expect.any(String) },
    group: { actsFor: 'user', userId: ALICE, tokenId: expect.any(String) },
    userOrAdmin: { role: 'user', userId: ALICE, tokenId: expect.any(String) },
    admin: 10010,
  },
  {
    who: 'an admin',
    token: 'admin',
    user: 10002,
    group: 10002,
    userOrAdmin: { role: 'admin' },
    admin: { role: 'admin' },
  },
  {
    who: 'an admin as a user',
    token: 'admin',
    headers: { user_id: BOB },
    user: { userId: BOB },
    group: { actsFor: 'user', userId: BOB },
    userOrAdmin: { role: 'admin', userId: BOB },
    admin: { role: 'admin', userId: BOB },
  },
  {
    who: 'an admin in a group',
    token: 'admin',
    headers: { group_id: BIRDS },
    user: 10002,
    group: { actsFor: 'group', groupId: BIRDS },
    userOrAdmin: { role: 'admin' },
    admin: { role: 'admin' },
  },
  {
    who: 'an admin as a user, who names a group too',
    token: 'admin',
    headers: { user_id: BOB, group_id: BIRDS },
    user: { userId: BOB },
    group: { actsFor: 'user', userId: BOB },
    userOrAdmin: { role: 'admin', userId: BOB },
    admin: { role: 'admin', userId: BOB },
  },
  {
    who: 'an admin as nobody',
    token: 'admin',
    headers: { user_id: '4' },
    user: 10000,
    group: 10000,
    userOrAdmin: 10000,
    admin: 10000,
  },
  {
    who: 'an admin with a header that is no number',
    token: 'admin',
    headers: { user_id: 'x', group_id: 'x' },
    user: 10002,
    group: 10002,
    userOrAdmin: 10002,
    admin: 10002,
  },
  { who: 'a user of another app', token: 'otherUser', user: 402, group: 402, userOrAdmin: 402, admin: 402 },
  {
    who: 'an admin of another app',
    token: 'otherAdmin',
    headers: { user_id: BOB },
    user: 402,
    group: 402,
    userOrAdmin: 402,
    admin: 402,
  },
];

const idOf = (name: unknown) => (name === BIRDS ? group_id : name === ALICE || name === BOB ? server.ids[name] : name);

describe.each(cases)('$who', ({ token, headers = {}, ...expected }) => {
  test.each(['user', 'group', 'userOrAdmin', 'admin'] as const)('in a call for "%s"', async (kind) => {
    const named = Object.entries(headers).map(([name, value]) => [name, String(idOf(value))]);
    const answer = await server.call(`GET /who/${kind}`, { token: tokens[token], headers: Object.fromEntries(named) });
    const wanted = expected[kind];
    if (typeof wanted === 'number') return expect(answer.code).toBe(wanted);
    const caller = Object.entries(wanted as object).map(([name, value]) => [name, idOf(value)]);
    expect(answer.data).toEqual({ auth: kind, appId: 'demo', ...Object.fromEntries(caller) });
  });
});

test('a call for an app takes no token, and none is looked at', async () => {
  expect((await server.call('GET /who/app', { token: 'x' })).data).toEqual({ auth: 'app' });
});

describe('an admin in a group', () => {
  const inGroup = (line: string, call: object = {}, id = group_id) =>
    server.call(line, { token: tokens.admin, headers: { group_id: String(id) }, ...call });

  test('may do what its owner may, in the name of the owner', async () => {
    const { bob, carol } = server.ids;
    const invited = await inGroup('POST /group/invite', { body: { group_id, user_list: [bob, carol] } });
    expect(invited.data.map(({ result }: { result: string }) => result)).toEqual(['success', 'success']);
    const named = await inGroup('POST /group/info/name', { body: { group_id, value: 'owls' } });
    expect(named.code).toBe(200);
    expect((await inGroup('GET /group/info', { query: { group_id } })).data.name).toBe('owls');
    expect((await inGroup('POST /group/admin/add', { body: { group_id, user_list: [bob] } })).code).toBe(200);
    expect((await inGroup('GET /group/admin_list', { query: { group_id } })).data).toMatchObject([{ user_id: bob }]);
    const batch = await inGroup('POST /group/info/batch', { body: { group_list: [group_id] } });
    expect(batch.data).toMatchObject([{ group_id, name: 'owls' }]);
  });

  test('goes on when the group is handed over: the owner is whoever owns it then', async () => {
    const { alice, bob } = server.ids;
    await inGroup('POST /group/invite', { body: { group_id, user_list: [bob] } });
    const transfer = (new_owner: number) => inGroup('POST /group/transfer', { body: { group_id, new_owner } });
    expect((await transfer(alice)).code).toBe(10002);
    expect((await transfer(bob)).data.result).toBe('success');
    expect((await transfer(alice)).data.result).toBe('success');
  });

  test('lists the applications to it', async () => {
    const { username } = await server.accounts.register(server.app, { username: 'dora', password: PASSWORD });
    const body = { group_id, reason: 'me too' };
    await server.call('POST /group/apply', { token: await server.tokenOf(username), body });
    const list = await inGroup('POST /group/application_list', { body: { group_list: [group_id] } });
    expect(list.data).toMatchObject([{ group_id, reason: 'me too' }]);
  });

  test('may do nothing in another group', async () => {
    const elsewhere = { body: { group_id: another, value: 'mine' } };
    expect(await inGroup('POST /group/info/name', elsewhere)).toMatchObject({
      code: 10010,
      message: expect.stringContaining('group_id'),
    });
    for (const url of ['info', 'settings', 'member_list', 'admin_list', 'banned_list', 'blocked_list']) {
      expect([url, (await inGroup(`GET /group/${url}`, { query: { group_id: another } })).code]).toEqual([url, 10010]);
    }
    for (const url of ['info/batch', 'application_list']) {
      const body = { group_list: [group_id, another] };
      expect([url, (await inGroup(`POST /group/${url}`, { body })).code]).toEqual([url, 10010]);
    }
    expect(
      (await server.call('GET /group/info', { token: tokens.alice, query: { group_id: another } })).data.name,
    ).toBe('birds');
  });

  test('is refused where there is no such group', async () => {
    const nowhere = 2 ** 41 - 3;
    expect((await inGroup('GET /group/info', { query: { group_id: nowhere } }, nowhere)).code).toBe(20001);
    expect((await inGroup('POST /group/info/batch', { body: { group_list: [nowhere] } }, nowhere)).data).toEqual([]);
  });

  test.each([
    ['POST /group/create', {}],
    ['GET /group/user_joined', undefined],
    ['GET /group/invitation_list', undefined],
    ['POST /group/apply', {}],
    ['POST /group/invite/handle', { user_id: 2, approval: 1 }],
    ['POST /group/display_name', { value: 'x' }],
    ['POST /group/msg/mute_mode', { msg_mute_mode: 1 }],
    ['POST /group/msg/push_mode', { msg_push_mode: 1 }],
  ])('does nothing for itself: %s needs a user', async (line, body) => {
    const answer = await inGroup(line, body === undefined ? {} : { body: { group_id, ...body } });
    expect(answer).toMatchObject({ code: 10002, message: expect.stringContaining('user_id') });
  });

  test('cannot leave: that needs a user', async () => {
    expect((await inGroup('POST /group/leave', { query: { group_id } })).code).toBe(10002);
  });
});
