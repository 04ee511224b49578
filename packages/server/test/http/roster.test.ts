import type { UserId } from '@warbler/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Relation } from '../../src/roster/index.ts';
import { createTestHttp, type Loose, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

let server: TestHttp;
let token: string;
beforeAll(async () => {
  server = await createTestHttp();
  token = await server.tokenOf('alice');
});
afterAll(() => server.stop());

async function newUser(username: string): Promise<UserId> {
  return (await server.accounts.register(server.app, { username, password: PASSWORD })).userId;
}

async function relate(userId: UserId, rosterId: UserId, relation: Relation): Promise<void> {
  const stored = relation === Relation.blocked ? { relation: Relation.stranger, is_blocked: 1 } : { relation };
  const row = { app_id: server.app.appId, user_id: userId, roster_id: rosterId, ...stored };
  await server.database.query
    .insertInto('roster')
    .values({ ...row, alias: 'my note', ext: 'my ext', mute_notification: 1, created_at: 1 })
    .execute();
}

describe('the list of friends', () => {
  test('holds every friend at once, and pages only when asked to', async () => {
    const { ids } = server;
    expect((await server.call('GET /roster/list', { token })).data).toEqual([ids.bob, ids.carol]);
    expect((await server.call('GET /roster/list', { token, query: { cursor: '' } })).data).toEqual([
      ids.bob,
      ids.carol,
    ]);
    const first = await server.call('GET /roster/list', { token, query: { limit: 1 } });
    expect(first).toMatchObject({ data: [ids.bob], cursor: String(ids.bob) });
    const second = await server.call('GET /roster/list', { token, query: { limit: 1, cursor: first.cursor! } });
    expect(second.data).toEqual([ids.carol]);
    expect(second.cursor).toBeUndefined();
  });

  test('is an empty list, never null, for somebody without friends', async () => {
    await newUser('lonely');
    const answer = await server.call('GET /roster/list', { token: await server.tokenOf('lonely') });
    expect(answer.text).toBe('{"code":200,"data":[]}');
  });

  test('leaves out deleted friends and blocked users', async () => {
    const userId = await newUser('picky');
    await relate(userId, server.ids.alice, Relation.deletedFriend);
    await relate(userId, server.ids.bob, Relation.blocked);
    await relate(userId, server.ids.carol, Relation.friend);
    const answer = await server.call('GET /roster/list', { token: await server.tokenOf('picky') });
    expect(answer.data).toEqual([server.ids.carol]);
  });
});

describe('details', () => {
  const infos = (list: unknown[]) => server.call('POST /roster/list', { token, body: { list } });

  test('come in the order asked, once each, as number or text, and only for ids that exist', async () => {
    const { alice, bob, carol } = server.ids;
    const stranger = await newUser('stranger');
    const { data } = await infos([carol, String(bob), 2, alice, bob, stranger]);
    expect(data.map((row: Loose) => [row.user_id, row.relation])).toEqual([
      [carol, 0],
      [bob, 0],
      [alice, 2],
      [stranger, 2],
    ]);
    expect(data[0]).toEqual({
      user_id: carol,
      username: 'carol',
      nick_name: 'Carol',
      avatar: '',
      description: '',
      public_info: '',
      alias: '',
      ext: '',
      relation: 0,
      mute_notification: false,
      auth_mode: 0,
      auth_question: '',
    });
    expect((await infos([])).data).toEqual([]);
  });

  test('hold what the caller noted, and nothing that is private to the other', async () => {
    const friend = await newUser('friendly');
    await relate(server.ids.alice, friend, Relation.friend);
    await server.accounts.updateProfile(
      { appId: server.app.appId, userId: friend },
      { privateInfo: 'hidden', publicInfo: 'seen' },
    );
    const { data, text } = await infos([friend]);
    expect(data[0]).toMatchObject({ alias: 'my note', ext: 'my ext', mute_notification: true, public_info: 'seen' });
    expect(text).not.toContain('hidden');
    const other = await server.call('GET /roster/id', {
      token: await server.tokenOf('bob'),
      query: { user_id: friend },
    });
    expect(other.data).toMatchObject({ alias: '', ext: '', mute_notification: false, relation: 2 });
  });

  test('a whole big roster may be asked for at once, up to 10,000 and oneself', async () => {
    const many = Array.from({ length: 10_001 }, (_, index) => 2 * index);
    many[5000] = server.ids.bob;
    expect((await infos(many)).data).toHaveLength(1);
    expect(await infos([...many, 1])).toMatchObject({ code: 10002, message: expect.stringContaining('10001') });
  });

  test('by id and by name in any case; unknown is 10000, deleted is 10021 by id', async () => {
    const byId = await server.call('GET /roster/id', { token, query: { user_id: server.ids.bob } });
    const byName = await server.call('GET /roster/name', { token, query: { username: 'BoB' } });
    expect(byId.data).toEqual(byName.data);
    expect(byId.data).toMatchObject({ username: 'bob', relation: 0 });
    expect((await server.call('GET /roster/id', { token, query: { user_id: 2 } })).code).toBe(10000);
    expect((await server.call('GET /roster/name', { token, query: { username: 'nobody' } })).code).toBe(10000);

    const gone = await newUser('gone');
    await server.accounts.delete({ appId: server.app.appId, userId: gone });
    expect((await server.call('GET /roster/id', { token, query: { user_id: gone } })).code).toBe(10021);
    expect((await server.call('GET /roster/name', { token, query: { username: 'gone' } })).code).toBe(10000);
    expect((await infos([gone])).data).toEqual([]);
  });

  test('users of another app do not exist', async () => {
    const other = await makeOtherApp(server);
    const { userId } = await server.accounts.register(other, { username: 'bob', password: PASSWORD });
    expect((await infos([userId])).data).toEqual([]);
    expect((await server.call('GET /roster/id', { token, query: { user_id: userId } })).code).toBe(10000);
  });
});

test('a message may reach everybody but those who blocked the sender', async () => {
  const { appId } = server.app;
  const { alice, bob } = server.ids;
  const blocker = await newUser('blocker');
  await relate(blocker, alice, Relation.blocked);
  const problem = (sender: UserId, receiver: UserId) => server.roster.messageProblem({ appId, sender, receiver });
  expect(await problem(alice, blocker)).toBe('blockedByPeer');
  expect(await problem(blocker, alice)).toBeUndefined();
  expect(await problem(bob, blocker)).toBeUndefined();
});

describe('groups', () => {
  test('there are none yet: lists are empty, never null', async () => {
    expect((await server.call('GET /group/user_joined', { token })).text).toBe('{"code":200,"data":[]}');
    const batch = await server.call('POST /group/info/batch', { token, body: { group_list: [3, '5'] } });
    expect(batch.text).toBe('{"code":200,"data":[]}');
  });
});
