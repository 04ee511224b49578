import { BodyType, type GroupId, GroupNoticeType, type UserId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import type { Client } from '../src/index.ts';
import { createFakeWorld, type FakeWorld, lastingStorage } from './fake/fake-world.ts';

const id = 2_001 as GroupId;
const [owner, other] = [1_002, 1_004] as [UserId, UserId];

function facts(changes: object = {}) {
  return { group_id: id, owner_id: owner, owner, name: 'Birds', type: 0, count: 2, capacity: 9, ...changes };
}

/** A world in which the user is in one group. */
function groupWorld(): FakeWorld {
  const world = createFakeWorld();
  const { answers, me } = world.cloud;
  answers.set('/group/user_joined', [id]);
  answers.set('/group/info', facts());
  answers.set('/group/info/batch', [facts()]);
  answers.set('/group/member_list', [{ user_id: owner }, { user_id: me }]);
  return world;
}

const callsTo = ({ cloud }: FakeWorld, path: string) => cloud.called.filter((called) => called === path).length;
const joined = (client: Client) => client.groups.get(id)?.memberCount;

describe('what is known of a group', () => {
  test('is taken from the list at first, and asked for in full once when it is looked at', async () => {
    const world = groupWorld();
    const client = await world.signIn();
    expect(client.groups.list()).toMatchObject([{ id, name: 'Birds', myRole: 'member', description: '' }]);
    expect(callsTo(world, '/group/info')).toBe(0);
    world.cloud.answers.set('/group/info', facts({ description: 'about', read_ack: true }));
    for (let at = 0; at < 5; at += 1) client.groups.get(id);
    await world.clock.advance(1_000);
    expect(client.groups.get(id)).toMatchObject({ description: 'about', hasReadReceipts: true });
    await world.clock.advance(10_000);
    expect(callsTo(world, '/group/info')).toBe(1);
  });

  test('follows what happens now without a question', async () => {
    const world = groupWorld();
    const client = await world.signIn();
    client.groups.get(id);
    client.groups.members(id);
    await world.clock.advance(30_000);
    const before = world.cloud.called.length;
    const told: unknown[] = [];
    client.on('groupMembers', (event) => told.push(event));
    world.cloud.notice(id, { type: GroupNoticeType.JOINED, to: [{ uid: other }] });
    await world.clock.advance(10_000);
    expect(joined(client)).toBe(3);
    expect(client.groups.members(id).map(({ userId }) => userId)).toEqual([owner, other, world.cloud.me]);
    expect(told).toEqual([{ groupId: id }]);
    expect(world.cloud.called.length).toBe(before);
  });

  test('counts nobody twice whose coming was in an answer that overtook the notice of it', async () => {
    const world = groupWorld();
    const client = await world.signIn();
    client.groups.get(id);
    await world.clock.advance(10_000);
    const before = callsTo(world, '/group/info/batch');
    for (const who of [other, 3_000 as UserId]) {
      world.cloud.notice(id, { type: GroupNoticeType.JOINED, to: [{ uid: who }] });
      await world.clock.advance(1_000);
    }
    expect(joined(client)).toBe(4);
    await world.clock.advance(20_000);
    expect(joined(client)).toBe(2);
    expect(callsTo(world, '/group/info/batch') - before).toBe(1);
  });

  test('is asked for where what happened may be old, seldom, however much happened', async () => {
    const world = groupWorld();
    const client = await world.signIn();
    client.groups.get(id);
    client.groups.members(id);
    await world.clock.advance(10_000);
    const before = { info: callsTo(world, '/group/info'), members: callsTo(world, '/group/member_list') };
    world.cloud.answers.set('/group/info', facts({ count: 7 }));
    for (let at = 0; at < 60; at += 1) {
      world.cloud.notice(id, { type: GroupNoticeType.JOINED, to: [{ uid: 3_000 + 2 * at }] }, 'notice');
      await world.clock.advance(100);
    }
    await world.clock.advance(20_000);
    expect(joined(client)).toBe(7);
    expect(client.groups.members(id).length).toBe(2);
    expect(callsTo(world, '/group/info') - before.info).toBeLessThanOrEqual(4);
    expect(callsTo(world, '/group/member_list') - before.members).toBeLessThanOrEqual(3);
  });

  test('that could not be asked for is asked for again later, and at once when the network is back', async () => {
    const world = groupWorld();
    const client = await world.signIn();
    world.cloud.isRestBroken = true;
    client.groups.get(id);
    client.groups.members(id);
    await world.clock.advance(20_000);
    const failed = world.cloud.called.length;
    for (let at = 0; at < 5; at += 1) client.groups.get(id);
    await world.clock.advance(5_000);
    expect(world.cloud.called.length).toBe(failed);
    world.cloud.isRestBroken = false;
    world.cloud.closeSockets();
    await world.clock.advance(3_000);
    expect(client.groups.members(id).length).toBe(2);
    world.cloud.answers.set('/group/info', facts({ description: 'about' }));
    expect(await client.groups.load(id)).toMatchObject({ description: 'about' });
  });

  test('is there after a reload without a network', async () => {
    const world = groupWorld();
    const storage = lastingStorage();
    const client = await world.signIn(storage);
    client.groups.members(id);
    await world.clock.advance(1_000);
    await client.close();
    world.cloud.isReachable = false;
    const again = await world.resume(storage);
    expect(again.groups.list()).toMatchObject([{ id, name: 'Birds' }]);
    again.groups.members(id);
    await world.clock.advance(0);
    expect(again.groups.members(id).length).toBe(2);
  });
});

describe('a call whose answer comes late', () => {
  /** Begins a call and does not answer it. */
  function unanswered({ cloud }: FakeWorld, path: string): (data: unknown) => void {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    cloud.answers.set(path, promise);
    return resolve;
  }
  const updated = (content: object, to: readonly UserId[] = []) => ({
    ...{ type: GroupNoticeType.INFO_UPDATED, to: to.map((uid) => ({ uid })), content: JSON.stringify(content) },
  });

  test('does not bring back a name of the group that was changed again meanwhile', async () => {
    const world = groupWorld();
    const client = await world.signIn();
    const answer = unanswered(world, '/group/info/name');
    const done = client.groups.update(id, { name: 'Old' });
    world.cloud.notice(id, updated({ property: 'name', name: 'Old' }));
    await world.clock.advance(100);
    world.cloud.notice(id, updated({ property: 'name', name: 'New' }));
    await world.clock.advance(10_000);
    world.cloud.answers.set('/group/info', facts({ name: 'New' }));
    answer(true);
    await done;
    await world.clock.advance(10_000);
    expect(client.groups.list()).toMatchObject([{ name: 'New' }]);
  });

  test('does not put somebody out of a group who is in again', async () => {
    const world = groupWorld();
    const client = await world.signIn();
    const answer = unanswered(world, '/group/leave');
    const done = client.groups.leave(id);
    const me = [{ uid: world.cloud.me }];
    world.cloud.notice(id, { type: GroupNoticeType.LEAVED, to: me });
    await world.clock.advance(100);
    world.cloud.notice(id, { type: GroupNoticeType.JOINED, to: me });
    await world.clock.advance(10_000);
    answer(true);
    await done;
    await world.clock.advance(10_000);
    expect(client.groups.list()).toMatchObject([{ id, myRole: 'member' }]);
  });

  test('does not bring back an own name that another device has changed again', async () => {
    const world = groupWorld();
    const { me } = world.cloud;
    const client = await world.signIn();
    client.groups.members(id);
    await world.clock.advance(10_000);
    const answer = unanswered(world, '/group/display_name');
    const done = client.groups.setDisplayName(id, 'old');
    world.cloud.notice(id, updated({ property: 'display_name', display_name: 'old' }, [me]));
    await world.clock.advance(100);
    world.cloud.notice(id, updated({ property: 'display_name', display_name: 'new' }, [me]));
    await world.clock.advance(10_000);
    world.cloud.answers.set('/group/member_list', [{ user_id: owner }, { user_id: me, display_name: 'new' }]);
    answer(true);
    await done;
    await world.clock.advance(10_000);
    expect(client.groups.members(id)).toMatchObject([{ userId: owner }, { userId: me, displayName: 'new' }]);
  });

  test('asks nothing where the notice of it came first', async () => {
    const world = groupWorld();
    const { me } = world.cloud;
    const client = await world.signIn();
    client.groups.members(id);
    await world.clock.advance(10_000);
    const answers = ['/group/info/name', '/group/display_name'].map((path) => unanswered(world, path));
    const done = [client.groups.update(id, { name: 'New' }), client.groups.setDisplayName(id, 'new')];
    world.cloud.notice(id, updated({ property: 'name', name: 'New' }));
    await world.clock.advance(100);
    world.cloud.notice(id, updated({ property: 'display_name', display_name: 'new' }, [me]));
    await world.clock.advance(1_000);
    const before = world.cloud.called.length;
    for (const answer of answers) answer(true);
    await Promise.all(done);
    await world.clock.advance(20_000);
    expect(world.cloud.called.slice(before)).toEqual([]);
    expect(client.groups.list()).toMatchObject([{ name: 'New' }]);
    expect(client.groups.members(id)).toMatchObject([{}, { displayName: 'new' }]);
  });
});

test('who comes in while the members are not known yet does not pass for all of them', async () => {
  const world = groupWorld();
  const client = await world.signIn();
  const listed = Promise.withResolvers<unknown>();
  world.cloud.answers.set('/group/member_list', listed.promise);
  client.groups.members(id);
  await world.clock.advance(100);
  world.cloud.notice(id, { type: GroupNoticeType.JOINED, to: [{ uid: other }] });
  await world.clock.advance(100);
  expect(client.groups.members(id)).toEqual([]);
  const everybody = [owner, other, world.cloud.me];
  world.cloud.answers.set(
    '/group/member_list',
    everybody.map((user_id) => ({ user_id })),
  );
  listed.resolve([{ user_id: owner }, { user_id: world.cloud.me }]);
  await world.clock.advance(10_000);
  expect(client.groups.members(id).map(({ userId }) => userId)).toEqual(everybody);
});

test('a list of groups from before a group was made does not put its owner out of it, nor read what was said', async () => {
  const world = createFakeWorld();
  const { answers, me } = world.cloud;
  const listed = Promise.withResolvers<readonly []>();
  answers.set('/group/user_joined', listed.promise);
  answers.set('/group/create', facts({ owner_id: me, owner: me }));
  const client = await world.signIn();
  await client.groups.create({ name: 'Birds' });
  world.cloud.say(id, other, { type: BodyType.GROUPCHAT, content: 'hello' });
  await world.clock.advance(0);
  expect(client.totalUnread).toBe(1);
  listed.resolve([]);
  await world.clock.advance(1_000);
  expect(client.groups.list()).toMatchObject([{ id, myRole: 'owner' }]);
  expect(client.totalUnread).toBe(1);
});

test('who was put out while away and is in again has to read what the server says', async () => {
  const world = groupWorld();
  const { me } = world.cloud;
  const client = await world.signIn();
  world.cloud.say(id, other, { type: BodyType.GROUPCHAT, content: 'hello' });
  world.cloud.notice(id, { type: GroupNoticeType.KICKED, to: [{ uid: me }] }, 'nothing');
  world.cloud.notice(id, { type: GroupNoticeType.JOINED, to: [{ uid: me }] }, 'notice');
  await world.clock.advance(10_000);
  expect(client.groups.list()).toMatchObject([{ id, myRole: 'member' }]);
  expect(client.totalUnread).toBe(1);
});

test('a call for members that worked for none of them rejects by the name of the reason', async () => {
  const world = groupWorld();
  const client = await world.signIn();
  const failed = { user_id: other, result: 'fail', reason: 'the user is not a member of the group' };
  world.cloud.answers.set('/group/kick', [failed]);
  await expect(client.groups.kick(id, [other])).rejects.toMatchObject({ code: 'notGroupMember' });
  world.cloud.answers.set('/group/kick', [failed, { user_id: owner, result: 'success' }]);
  expect(await client.groups.kick(id, [other, owner])).toEqual([
    { userId: other, failure: 'the user is not a member of the group' },
    { userId: owner },
  ]);
});
