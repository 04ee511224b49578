import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GroupScene, type Person } from './group-scene.ts';
import { createTestHttp, PASSWORD, type RestCall } from './test-http.ts';

let scene: GroupScene;
let friend: Person;
let admin: string;
beforeAll(async () => {
  scene = await GroupScene.open();
  friend = await scene.person();
  admin = scene.server.accounts.issueAdminToken(scene.server.app);
});
afterAll(() => scene.server.stop());

const byAdmin = (line: string, user: Person, call: RestCall = {}) =>
  scene.server.call(line, { token: admin, headers: { user_id: String(user.userId) }, ...call });
const remove = (who: Person, body: unknown = { password: PASSWORD }, method = 'POST') =>
  scene.call(who, `${method} /user/delete`, { body });
const nameOf = async ({ userId }: Person) =>
  (await scene.server.accounts.find(scene.server.app.appId, userId)).username;
const addFriend = (who: Person, other: Person) =>
  byAdmin('POST /user/add_roster', who, { body: { list: [other.userId] } });

describe('a user who deletes their account', () => {
  test.each(['POST', 'DELETE'])('%s needs the password, and is gone with it', async (method) => {
    const user = await scene.person();
    const username = await nameOf(user);
    for (const [body, code] of [
      [{}, 10002],
      [{ password: 1 }, 10002],
      [[], 10002],
      [{ password: '' }, 11001],
      [{ password: 'wrong' }, 11001],
    ] as const) {
      expect([body, (await remove(user, body, method)).code]).toEqual([body, code]);
    }
    expect((await scene.call(user, `${method} /user/delete`)).code).toBe(10002);
    expect((await scene.call(user, 'GET /user/profile')).code).toBe(200);

    expect(await remove(user, { password: PASSWORD }, method)).toMatchObject({ code: 200, data: true });
    expect((await scene.call(user, 'GET /user/profile')).code).toBe(402);
    expect((await remove(user)).code).toBe(402);
    const login = (url: string, who: object) =>
      scene.server.call(`POST ${url}`, { body: { ...who, password: PASSWORD } });
    expect((await login('/token/user', { name: username })).code).toBe(10000);
    expect((await login('/token/user', { name: '' })).code).toBe(10000);
    expect((await login('/token/user', { name: `:${user.userId}` })).code).toBe(10000);
    expect((await login('/token/id', { user_id: user.userId })).code).toBe(10021);
    expect((await login('/user/register/v2', { username })).code).toBe(200);
  });

  test('may guess the password only so often', async () => {
    const strict = await createTestHttp({}, { loginFailures: 3 });
    try {
      const token = await strict.tokenOf('carol');
      const guess = async () => (await strict.call('POST /user/delete', { token, body: { password: 'x' } })).code;
      expect([await guess(), await guess(), await guess(), await guess()]).toEqual([11001, 11001, 11001, 10028]);
      await strict.passTime(600_000);
      await strict.tokenOf('carol');
    } finally {
      await strict.stop();
    }
  });

  test('of two calls at once one deletes, and both callers are out', async () => {
    const user = await scene.person();
    const codes = (await Promise.all([remove(user), remove(user)])).map(({ code }) => code).sort((a, b) => a - b);
    expect(codes[0]).toBe(200);
    expect([402, 10021]).toContain(codes[1]);
  });
});

describe('an admin', () => {
  test.each(['POST', 'DELETE'])('%s needs no password, whatever is given, also for a banned user', async (method) => {
    const [user, banned] = [await scene.person(), await scene.person()];
    await scene.server.accounts.ban(scene.server.app.appId, [banned.userId]);
    expect((await byAdmin(`${method} /user/delete`, user, { body: { password: 'whatever' } })).data).toBe(true);
    expect((await byAdmin(`${method} /user/delete`, banned)).data).toBe(true);
    expect((await byAdmin(`${method} /user/delete`, banned)).code).toBe(10021);
    expect((await scene.server.call(`${method} /user/delete`, { token: admin })).code).toBe(10002);
  });

  test('may do nothing as a user who was deleted, so that nothing comes back', async () => {
    const user = await scene.person();
    await remove(user);
    for (const [line, call] of [
      ['POST /user/profile', { body: { nick_name: 'again' } }],
      ['GET /user/profile', {}],
      ['POST /user/settings', { body: { vibratory: 1 } }],
      ['POST /user/push/tag', { body: { tags: ['x'] } }],
      ['POST /user/change_password_admin', { body: { password: 'x' } }],
      ['POST /group/create', { body: { name: 'x' } }],
      ['POST /user/add_roster', { body: { list: [friend.userId] } }],
      ['GET /user/online_status', {}],
    ] as const) {
      expect([line, (await byAdmin(line, user, call)).code]).toEqual([line, 10021]);
    }
    expect((await scene.server.call('GET /user/list', { token: admin })).text).not.toContain(String(user.userId));
  });
});

describe('what others see of a deleted user', () => {
  test('is a former friend without a name, by id only', async () => {
    const user = await scene.person();
    const username = await nameOf(user);
    await addFriend(user, friend);
    const ext = { user_id: user.userId, alias: 'my old friend' };
    expect((await scene.call(friend, 'POST /roster/ext', { body: ext })).code).toBe(200);
    await remove(user);
    const list = await scene.call(friend, 'GET /roster/list');
    expect(list.data).not.toContain(user.userId);
    expect((await scene.call(friend, 'GET /roster/id', { query: { user_id: user.userId } })).code).toBe(10021);
    expect((await scene.call(friend, 'GET /roster/name', { query: { username } })).code).toBe(10000);
    expect((await scene.call(friend, 'POST /roster/list', { body: { list: [user.userId] } })).data).toEqual([]);
    const row = await scene.server.database.query
      .selectFrom('roster')
      .select(['relation', 'alias'])
      .where('user_id', '=', friend.userId)
      .where('roster_id', '=', user.userId)
      .executeTakeFirst();
    expect(row).toEqual({ relation: 1, alias: 'my old friend' });
    for (const [line, query] of [
      ['POST /roster/apply', undefined],
      ['POST /roster/accept', { user_id: user.userId }],
      ['POST /roster/block', { user_id: user.userId }],
    ] as const) {
      const answer = await scene.call(friend, line, query ? { query } : { body: { user_id: user.userId } });
      expect([line, answer.code]).toEqual([line, line.endsWith('accept') ? 10007 : 10021]);
    }
    const may = { user_id: friend.userId, roster_id: user.userId };
    expect((await scene.call(friend, 'GET /roster/may_message', { query: may })).code).toBe(10021);
  });

  test('is no application of theirs any more, and none to them', async () => {
    const [user, asked] = [await scene.person(), await scene.person()];
    await scene.call(asked, 'POST /user/authmode', { query: { value: 1 } });
    await scene.call(user, 'POST /roster/apply', { body: { user_id: asked.userId, reason: 'please' } });
    expect((await scene.call(asked, 'GET /roster/apply/list')).data).toHaveLength(1);
    await remove(user);
    expect((await scene.call(asked, 'GET /roster/apply/list')).data).toEqual([]);
    const answer = await scene.call(asked, 'POST /roster/decline', { body: { user_id: user.userId } });
    expect(answer.code).toBe(10007);
  });

  test('a block stays in the list of whoever blocked them, until it is lifted', async () => {
    const [user, blocker] = [await scene.person(), await scene.person()];
    await scene.call(blocker, 'POST /roster/block', { query: { user_id: user.userId } });
    await remove(user);
    expect((await scene.call(blocker, 'GET /roster/blocked_list')).data).toEqual([user.userId]);
    expect((await scene.call(blocker, 'POST /roster/unblock', { query: { user_id: user.userId } })).code).toBe(200);
    expect((await scene.call(blocker, 'GET /roster/blocked_list')).data).toEqual([]);
  });
});

describe('groups of a deleted user', () => {
  const ownerOf = async (group_id: number, by: Person) =>
    (await scene.ask(by, 'info', { group_id })).data?.owner_id as number | undefined;
  const memberIds = async (group_id: number, by: Person) =>
    (await scene.ask(by, 'member_list', { group_id })).data.map(({ user_id }: { user_id: number }) => user_id);

  test('go to the admin who has been there longest, else to such a member, and never to a banned one', async () => {
    const [owner, first, second, third] = [
      await scene.person(),
      await scene.person(),
      await scene.person(),
      await scene.person(),
    ] as [Person, Person, Person, Person];
    const withAdmins = await scene.make(owner, [first]);
    for (const person of [second, third]) {
      scene.server.passTime(1000);
      await scene.act(owner, 'invite', { group_id: withAdmins, ...scene.users(person) });
    }
    await scene.act(owner, 'admin/add', { group_id: withAdmins, ...scene.users(third, second) });
    const plain = await scene.make(owner, [second]);
    scene.server.passTime(1000);
    await scene.act(owner, 'invite', { group_id: plain, ...scene.users(first) });
    const withBanned = await scene.make(owner, [third]);
    scene.server.passTime(1000);
    await scene.act(owner, 'invite', { group_id: withBanned, ...scene.users(first) });
    const alone = await scene.make(owner);
    const open = await scene.make(owner, [], { type: 1 });
    await scene.server.accounts.ban(scene.server.app.appId, [third.userId]);
    await remove(owner);
    expect(await ownerOf(withAdmins, first)).toBe(second.userId);
    expect(await ownerOf(plain, first)).toBe(second.userId);
    expect(await ownerOf(withBanned, first)).toBe(first.userId);
    expect((await scene.ask(first, 'info', { group_id: alone })).code).toBe(20001);
    expect((await scene.call(first, 'GET /group/public_list')).text).not.toContain(String(open));
    for (const group of [withAdmins, plain, withBanned]) {
      expect(await memberIds(group, first)).not.toContain(owner.userId);
    }
    expect((await scene.ask(first, 'info', { group_id: withAdmins })).data.count).toBe(3);
    // The heir owns it in every way.
    expect((await scene.act(second, 'info/name', { group_id: plain, value: 'mine now' })).code).toBe(200);
    expect((await scene.ask(second, 'destroy', { group_id: plain }, 'POST')).code).toBe(200);
  });

  test('that they were in go on without them; what they asked and offered is withdrawn', async () => {
    const [user, owner, invited] = [await scene.person(), await scene.person(), await scene.person()];
    const group = await scene.make(owner, [user]);
    const other = await scene.make(owner);
    await scene.act(user, 'apply', { group_id: other, reason: 'let me in' });
    await scene.call(invited, 'POST /user/settings', { body: { group_confirm: true } });
    await scene.act(user, 'invite', { group_id: group, ...scene.users(invited) });
    const dissolved = await scene.make(owner, [user]);
    await scene.ask(owner, 'destroy', { group_id: dissolved }, 'POST');
    await remove(user);
    expect(await memberIds(group, owner)).toEqual([owner.userId]);
    expect(await ownerOf(group, owner)).toBe(owner.userId);
    const applications = await scene.act(owner, 'application_list', { group_list: [other] });
    expect(applications.data).toEqual([]);
    expect((await scene.call(invited, 'GET /group/invitation_list')).data).toEqual([]);
    const answer = await scene.act(invited, 'invite/handle', { group_id: group, user_id: user.userId, approval: true });
    expect(answer.code).toBe(20015);
    const again = await scene.act(owner, 'invite', { group_id: group, ...scene.users(user) });
    expect(again.data[0].result).not.toBe('success');
  });
});
