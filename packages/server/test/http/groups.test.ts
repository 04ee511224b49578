import type { UserId } from '@warbler/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestHttp, type Loose, PASSWORD, type TestHttp } from './test-http.ts';

let server: TestHttp;
let count = 0;
beforeAll(async () => {
  server = await createTestHttp({}, { groupMembers: 4, groupsJoined: 3, groupsCreated: 2, groupRequestMs: 60_000 });
});
afterAll(() => server.stop());

interface Person {
  readonly userId: UserId;
  readonly token: string;
}

async function person(): Promise<Person> {
  count += 1;
  const username = `person_${count}`;
  const { userId } = await server.accounts.register(server.app, { username, password: PASSWORD });
  return { userId, token: await server.tokenOf(username) };
}

describe('groups', () => {
  let ann: Person;
  let ben: Person;
  let cat: Person;
  let group_id: number;
  beforeEach(async () => {
    [ann, ben, cat] = [await person(), await person(), await person()];
    const body = { name: 'birds', user_list: [ben.userId] };
    const { data } = await server.call('POST /group/create', { token: ann.token, body });
    group_id = data.group_id;
  });

  const act = async (who: Person, path: string, body: Loose = {}) =>
    server.call(`POST /group/${path}`, { token: who.token, body: { group_id, ...body } });
  const ask = async (who: Person, path: string, query: Loose = {}) =>
    server.call(`GET /group/${path}`, { token: who.token, query: { group_id, ...query } });
  const users = (...people: Person[]) => ({ user_list: people.map(({ userId }) => userId) });
  const memberIds = async () =>
    (await ask(ann, 'member_list')).data.map((member: { user_id: number }) => member.user_id);

  test('shows a group as the contract says, to members and others', async () => {
    const { data } = await ask(cat, 'info');
    expect(data).toMatchObject({
      group_id,
      owner_id: ann.userId,
      name: 'birds',
      type: 0,
      status: 0,
      count: 2,
      capacity: 4,
      apply_approval: 1,
      member_invite: true,
      member_modify: false,
      read_ack: false,
      history_visible: false,
    });
    expect((await ask(cat, 'settings')).data).toEqual(data);
    const batch = await act(cat, 'info/batch', { group_list: [group_id, String(group_id), 12_345] });
    expect(batch.data).toHaveLength(1);
    expect(batch.data[0]).toMatchObject({ group_id, owner: ann.userId, count: 2 });
  });

  test('lists members page by page, for members only', async () => {
    await act(ann, 'invite', users(cat));
    const first = await ask(ben, 'member_list', { limit: 2 });
    expect(first.data.map(({ user_id }: Loose) => user_id)).toEqual([ann.userId, ben.userId]);
    const second = await ask(ben, 'member_list', { limit: 2, cursor: first.cursor! });
    expect(second.data.map(({ user_id }: Loose) => user_id)).toEqual([cat.userId]);
    expect(second.cursor).toBeUndefined();
    expect((await ask(await person(), 'member_list')).code).toBe(20011);
  });

  test('says for each invited user what became of it', async () => {
    const { data } = await act(ann, 'invite', { user_list: [ben.userId, cat.userId, 4, cat.userId] });
    expect(data.map(({ result }: Loose) => result)).toEqual(['fail', 'success', 'fail']);
    expect(await memberIds()).toEqual([ann.userId, ben.userId, cat.userId]);
  });

  test('is full when it is full, and nobody is in more groups than allowed', async () => {
    const [dan, eve] = [await person(), await person()];
    const { data } = await act(ann, 'invite', users(cat, dan, eve));
    expect(data.map(({ result }: Loose) => result)).toEqual(['success', 'success', 'fail']);
    expect((await act(eve, 'apply')).code).toBe(20010);
    const create = (who: Person) => server.call('POST /group/create', { token: who.token, body: {} });
    expect((await create(ann)).code).toBe(200);
    expect((await create(ann)).code).toBe(20008);
    const tooMany = { user_list: [2, 4, 6, 8] };
    expect((await server.call('POST /group/create', { token: eve.token, body: tooMany })).code).toBe(20010);
  });

  test('takes applications as its settings say', async () => {
    expect((await act(cat, 'apply', { reason: 'let me in' })).code).toBe(200);
    expect(await memberIds()).not.toContain(cat.userId);
    const list = async (who: Person) => (await act(who, 'application_list', { group_list: [group_id] })).data;
    expect(await list(ben)).toEqual([]);
    expect(await list(ann)).toMatchObject([{ group_id, applicant_id: cat.userId, reason: 'let me in', status: 0 }]);
    const answer = { user_id: cat.userId, approval: true };
    expect((await act(ben, 'apply/handle', answer)).code).toBe(20012);
    expect((await act(ann, 'apply/handle', answer)).data).toEqual({ user_id: cat.userId, result: 'success' });
    expect(await memberIds()).toContain(cat.userId);
    expect((await act(ann, 'apply/handle', answer)).code).toBe(20014);
    expect((await act(cat, 'apply')).code).toBe(20017);
    await act(ann, 'settings/require_admin_approval', { apply_approval: 2 });
    expect((await act(await person(), 'apply')).code).toBe(10010);
    await act(ann, 'settings/require_admin_approval', { apply_approval: 0 });
    const dan = await person();
    expect((await act(dan, 'apply')).code).toBe(200);
    expect(await memberIds()).toContain(dan.userId);
  });

  test('applications and invitations expire, and declined ones are over', async () => {
    await act(cat, 'apply');
    server.passTime(61_000);
    expect((await act(ann, 'apply/handle', { user_id: cat.userId, approval: true })).code).toBe(20014);
    await act(cat, 'apply');
    expect((await act(ann, 'apply/handle', { user_id: cat.userId, approval: 0 })).code).toBe(200);
    expect((await act(ann, 'apply/handle', { user_id: cat.userId, approval: 1 })).code).toBe(20014);
    expect(await memberIds()).not.toContain(cat.userId);
  });

  test.each(['the inviter', 'oneself'])('asks users who want to be asked; the answer names %s', async (named) => {
    await server.call('POST /user/settings', { token: cat.token, body: { group_confirm: true } });
    expect((await act(ann, 'invite', users(cat))).data[0].result).toBe('success');
    expect(await memberIds()).not.toContain(cat.userId);
    const { data } = await server.call('GET /group/invitation_list', { token: cat.token });
    expect(data).toMatchObject([{ group_id, inviter_id: ann.userId, status: 0 }]);
    const user_id = named === 'oneself' ? cat.userId : ann.userId;
    expect((await act(cat, 'invite/handle', { user_id, approval: 1 })).data).toBe(true);
    expect(await memberIds()).toContain(cat.userId);
    expect((await act(await person(), 'invite/handle', { user_id, approval: 1 })).code).toBe(20015);
  });

  test('lets nobody back who was kicked more than three times, or is blocked', async () => {
    for (let kicks = 0; kicks < 4; kicks += 1) {
      expect((await act(ann, 'invite', users(cat))).data[0].result).toBe('success');
      expect((await act(ann, 'kick', users(cat))).data[0].result).toBe('success');
    }
    expect((await act(ann, 'invite', users(cat))).data[0].result).toBe('fail');
    expect((await act(cat, 'apply')).code).toBe(20016);
    await act(ann, 'block', users(ben));
    expect(await memberIds()).toEqual([ann.userId]);
    expect((await act(ben, 'apply')).code).toBe(20018);
    const created_at = expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/);
    expect((await ask(ann, 'blocked_list')).data).toEqual([{ user_id: ben.userId, group_id, created_at }]);
    await act(ann, 'unblock', users(ben));
    expect((await act(ben, 'apply')).code).toBe(200);
  });

  test('is handed over to members only, and its owner cannot leave', async () => {
    expect((await server.call('POST /group/leave', { token: ann.token, query: { group_id } })).code).toBe(20004);
    expect((await act(ann, 'transfer', { new_owner: cat.userId })).code).toBe(20005);
    expect((await act(ann, 'transfer', { new_owner: ann.userId })).code).toBe(10002);
    expect((await act(ben, 'transfer', { new_owner: ben.userId })).code).toBe(10002);
    expect((await act(ben, 'transfer', { new_owner: ann.userId })).code).toBe(20013);
    expect((await act(ann, 'transfer', { new_owner: ben.userId })).data.result).toBe('success');
    expect((await ask(ann, 'info')).data.owner_id).toBe(ben.userId);
    expect((await server.call('DELETE /group/leave', { token: ann.token, query: { group_id } })).code).toBe(200);
  });

  test('gives admins their rights, and not more', async () => {
    await act(ann, 'invite', users(cat));
    expect((await act(ben, 'admin/add', users(ben))).code).toBe(20013);
    await act(ann, 'admin/add', users(ben));
    expect((await ask(cat, 'admin_list')).data.map(({ user_id }: Loose) => user_id)).toEqual([ben.userId]);
    expect((await act(ben, 'info/name', { value: 'owls' })).data).toBe(true);
    expect((await act(cat, 'info/name', { value: 'cats' })).code).toBe(20012);
    expect((await act(ben, 'kick', users(ann))).data[0].result).toBe('fail');
    expect((await act(ben, 'ban', { ...users(cat), duration: 5 })).data[0].result).toBe('success');
    const [banned] = (await ask(ann, 'banned_list')).data;
    expect(banned).toMatchObject({ user_id: cat.userId });
    expect((await act(ann, 'members/display_name', users(cat))).data).toEqual([banned]);
    server.passTime(6 * 60_000);
    expect((await ask(ann, 'banned_list')).data).toEqual([]);
    expect((await act(ann, 'members/display_name', users(cat))).data).toEqual([{ ...banned, expired_time: 0 }]);
    await act(ann, 'admin/remove', users(ben));
    expect((await act(ben, 'kick', users(cat))).code).toBe(20012);
  });

  test('lets members change its facts and invite only where it says so', async () => {
    await act(ann, 'settings/allow_member_modify', { value: 1 });
    expect((await act(ben, 'info/ext', { value: '{"a":1}' })).code).toBe(200);
    expect((await act(ben, 'settings/allow_member_modify', { value: 0 })).code).toBe(20012);
    await act(ann, 'settings/allow_member_invitation', { value: false });
    expect((await act(ben, 'invite', users(cat))).code).toBe(20012);
    expect((await act(cat, 'invite', users(cat))).code).toBe(20011);
    expect((await ask(ben, 'info')).data).toMatchObject({ ext: '{"a":1}', member_modify: true, member_invite: false });
  });

  test('keeps cards and modes per member', async () => {
    await act(ben, 'display_name', { value: 'Big Ben' });
    expect((await act(ann, 'members/display_name', users(ben, cat))).data).toMatchObject([
      { user_id: ben.userId, display_name: 'Big Ben' },
    ]);
    await act(ben, 'msg/mute_mode', { msg_mute_mode: 1 });
    await act(ben, 'msg/push_mode', { msg_push_mode: 4 });
    expect((await act(ben, 'msg/push_mode', { msg_push_mode: 5 })).code).toBe(20003);
    expect((await ask(ben, 'info')).data).toMatchObject({ msg_mute_mode: 1, msg_push_mode: 4 });
    expect((await ask(ann, 'info')).data).toMatchObject({ msg_mute_mode: 0, msg_push_mode: 0 });
  });

  test('shows until when only admins may speak: a moment in milliseconds, -1 for ever, 0 for not at all', async () => {
    const shown = async () => (await ask(ben, 'info')).data.ban_expire_time;
    expect(await shown()).toBe(0);
    const { data } = await act(ann, 'settings/ban_all', { duration: 5 });
    expect(data.ban_expire_time).toBeGreaterThan(Date.now() + 4 * 60_000);
    expect(await shown()).toBe(data.ban_expire_time);
    server.passTime(5 * 60_000 + 1);
    expect(await shown()).toBe(0);
    expect((await act(ann, 'settings/ban_all', { duration: -7 })).data.ban_expire_time).toBe(-1);
    server.passTime(3650 * 86_400_000);
    const again = { token: await server.tokenOf((await server.accounts.find(server.app.appId, ben.userId)).username) };
    expect((await ask({ ...ben, ...again }, 'info')).data.ban_expire_time).toBe(-1);
  });

  test('leaves room for new ones when it is dissolved', async () => {
    const create = (who: Person) => server.call('POST /group/create', { token: who.token, body: {} });
    expect((await create(ann)).code).toBe(200);
    expect((await create(ann)).code).toBe(20008);
    await server.call('POST /group/destroy', { token: ann.token, query: { group_id } });
    expect((await create(ann)).code).toBe(200);
    // Ben is in three groups, of which one is dissolved.
    for (let count = 0; count < 2; count += 1) expect((await create(ben)).code).toBe(200);
    const last = (await create(cat)).data.group_id;
    expect((await act(cat, 'invite', { group_id: last, ...users(ben) })).data[0].result).toBe('success');
    const next = (await create(cat)).data.group_id;
    const refused = (await act(cat, 'invite', { group_id: next, ...users(ben) })).data[0];
    expect(refused).toMatchObject({ result: 'fail', reason: 'the user has joined too many groups' });
  });

  test('is quiet with the older switch too, which the newer one shows', async () => {
    for (const [value, mode] of [
      [true, 1],
      [0, 0],
      [1, 1],
      [false, 0],
    ]) {
      expect((await act(ben, 'msg/not_disturb', { value })).data).toBe(true);
      expect((await ask(ben, 'info')).data.msg_mute_mode).toBe(mode);
    }
    expect((await act(cat, 'msg/not_disturb', { value: 1 })).code).toBe(20011);
  });

  test('is over when it is dissolved', async () => {
    const destroy = (who: Person) => server.call('POST /group/destroy', { token: who.token, query: { group_id } });
    expect((await destroy(ben)).code).toBe(20013);
    expect((await destroy(ann)).code).toBe(200);
    for (const answer of [await destroy(ann), await ask(ann, 'info'), await act(cat, 'apply')]) {
      expect(answer.code).toBe(20001);
    }
    expect((await act(ann, 'info/batch', { group_list: [group_id] })).data[0].status).toBe(1);
  });
});

test('an app has so many groups at once', async () => {
  const small = await createTestHttp({}, { groupsPerApp: 2 });
  try {
    const token = await small.tokenOf('alice');
    const create = () => small.call('POST /group/create', { token, body: {} });
    const { data } = await create();
    expect((await create()).code).toBe(200);
    expect((await create()).code).toBe(20007);
    await small.call('POST /group/destroy', { token, query: { group_id: data.group_id } });
    expect((await create()).code).toBe(200);
    expect((await create()).code).toBe(20007);
    expect((await small.call('GET /group/user_joined', { token })).data).toHaveLength(2);
  } finally {
    await small.stop();
  }
});
