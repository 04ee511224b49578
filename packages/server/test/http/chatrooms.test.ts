import {
  type ConversationId,
  type DeviceSn,
  type GroupId,
  SYSTEM_CONVERSATION_ID,
  type UserId,
} from '@warbler/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GroupScene, type Person } from './group-scene.ts';

const VISITORS = 200;

let scene: GroupScene;
let owner: Person;
let room: GroupId;
beforeAll(async () => {
  scene = await GroupScene.open();
  owner = await scene.person();
  room = (await scene.make(owner, [], { type: 2 })) as GroupId;
});
afterAll(() => scene.server.stop());

/** Users without a password: hashing so many takes longer than the test. */
async function fillUp(count: number): Promise<readonly UserId[]> {
  const users = Array.from({ length: count }, (_, index) => (1_000_000 + 2 * index) as UserId);
  const app_id = scene.server.app.appId;
  await scene.server.database.query
    .insertInto('users')
    .values(
      users.map((user_id) => ({
        app_id,
        user_id,
        username: `visitor_${user_id}`,
        username_key: `visitor_${user_id}`,
        password_hash: '',
        status: 'normal',
        nick_name: '',
        avatar: '',
        description: '',
        public_info: '',
        private_info: '',
        token_version: 0,
        kept_token_id: null,
        mobile: null,
        created_at: 0,
      })),
    )
    .execute();
  return users;
}

/** Everything that a device without a cursor gets. */
async function streamOf(user: UserId, peer: ConversationId) {
  const device = { appId: scene.server.app.appId, user, deviceSn: 1 as DeviceSn };
  return (await scene.server.log.pull({ ...device, peer, limit: 1000, maxBytes: 1_000_000 })).metas;
}

test('members of a chatroom come and go without a row in its log or in their system conversations', async () => {
  const { groups } = scene.server.useCases;
  const { appId } = scene.server.app;
  const visitors = await fillUp(VISITORS);
  const before = (await streamOf(owner.userId, room)).length;
  const countOf = async () => (await scene.ask(owner, 'info')).data.count;
  for (let round = 0; round < 2; round += 1) {
    await Promise.all(
      visitors.map((actor) => groups.change('groups.apply', { appId, group: room, actor, reason: '' })),
    );
    expect(await countOf()).toBe(VISITORS + 1);
    await Promise.all(visitors.map((actor) => groups.change('groups.leave', { appId, group: room, actor })));
    expect(await countOf()).toBe(1);
  }
  expect(await streamOf(owner.userId, room)).toHaveLength(before);
  expect(await streamOf(visitors[0] as UserId, SYSTEM_CONVERSATION_ID)).toEqual([]);
});

test('who is kicked from a chatroom is told for good', async () => {
  const guest = await scene.person();
  await scene.act(guest, 'apply');
  const before = (await streamOf(owner.userId, room)).length;
  await scene.act(owner, 'kick', scene.users(guest));
  expect(await streamOf(owner.userId, room)).toHaveLength(before + 1);
});
