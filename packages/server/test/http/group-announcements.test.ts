import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GroupScene, type Person } from './group-scene.ts';
import type { Loose } from './test-http.ts';

let scene: GroupScene;
beforeAll(async () => {
  scene = await GroupScene.open({ announcementsPerGroup: 3 });
});
afterAll(() => scene.server.stop());

describe('announcements', () => {
  let ann: Person;
  let ben: Person;
  let cat: Person;
  beforeEach(async () => {
    [ann, ben, cat] = [await scene.person(), await scene.person(), await scene.person()];
    await scene.make(ann, [ben]);
  });

  const announce = (who: Person, title: string, content = 'all of it') =>
    scene.act(who, 'announcement/edit', { title, content });
  const remove = (who: Person, announcement_id: number, method = 'POST') =>
    scene.ask(who, 'announcement/delete', { announcement_id }, method);
  const titles = async () => (await scene.ask(ben, 'announcement/list')).data.map(({ title }: Loose) => title);

  test('are shown as the contract says: one, the newest, and all of them with the oldest first', async () => {
    const { data: first } = await announce(ann, 'one');
    expect(first).toEqual({
      id: expect.any(Number),
      group_id: scene.group_id,
      author: ann.userId,
      title: 'one',
      content: 'all of it',
      created_at: expect.any(Number),
    });
    const { data: second } = await announce(ann, 'two', '');
    expect(second.id).toBeGreaterThan(first.id);
    expect((await scene.ask(ben, 'announcement', { announcement_id: first.id })).data).toEqual(first);
    expect((await scene.ask(ben, 'announcement/last')).data).toEqual(second);
    expect((await scene.ask(ben, 'announcement/list')).data).toEqual([first, second]);
  });

  test('are a new one each time, and the oldest goes when there are too many', async () => {
    for (const title of ['one', 'two', 'two', 'three', 'four']) await announce(ann, title);
    expect(await titles()).toEqual(['two', 'three', 'four']);
  });

  test('are none at first', async () => {
    expect((await scene.ask(ben, 'announcement/list')).data).toEqual([]);
    expect((await scene.ask(ben, 'announcement/last')).code).toBe(20020);
    expect((await scene.ask(ben, 'announcement', { announcement_id: 1 })).code).toBe(20020);
    expect((await remove(ann, 1)).code).toBe(20020);
  });

  test('are made by admins, and by members only where they may change the group', async () => {
    expect((await announce(ben, 'mine')).code).toBe(20021);
    await scene.act(ann, 'admin/add', scene.users(ben));
    expect((await announce(ben, 'by an admin')).code).toBe(200);
    await scene.act(ann, 'admin/remove', scene.users(ben));
    expect((await announce(ben, 'mine')).code).toBe(20021);
    await scene.act(ann, 'settings/allow_member_modify', { value: 1 });
    expect((await announce(ben, 'by a member')).code).toBe(200);
    expect(await titles()).toEqual(['by an admin', 'by a member']);
  });

  test('are not made by members who may not speak', async () => {
    await scene.act(ann, 'settings/allow_member_modify', { value: 1 });
    await scene.act(ann, 'ban', { ...scene.users(ben), duration: 5 });
    expect(await announce(ben, 'still here')).toMatchObject({
      code: 10010,
      message: 'the member may not speak in the group',
    });
    expect(await titles()).toEqual([]);
  });

  test('are taken back by their author and by admins', async () => {
    await scene.act(ann, 'settings/allow_member_modify', { value: 1 });
    await scene.act(ann, 'invite', scene.users(cat));
    const { id: bens } = (await announce(ben, 'by ben')).data;
    const { id: cats } = (await announce(cat, 'by cat')).data;
    expect((await remove(ben, cats)).code).toBe(20012);
    expect((await remove(ben, bens)).data).toBe(true);
    expect((await remove(ann, cats, 'DELETE')).data).toBe(true);
    expect((await remove(ann, cats)).code).toBe(20020);
    expect(await titles()).toEqual([]);
  });

  test('are for members only', async () => {
    const { id: announcement_id } = (await announce(ann, 'inside')).data;
    const answers = [
      await announce(cat, 'mine'),
      await remove(cat, announcement_id),
      await scene.ask(cat, 'announcement', { announcement_id }),
      await scene.ask(cat, 'announcement/last'),
      await scene.ask(cat, 'announcement/list'),
    ];
    expect(answers.map(({ code }) => code)).toEqual([20011, 20011, 20011, 20011, 20011]);
  });

  test('belong to one group: another does not show or delete them', async () => {
    const { id: announcement_id } = (await announce(ann, 'here')).data;
    await scene.make(ann);
    expect((await scene.ask(ann, 'announcement', { announcement_id })).code).toBe(20020);
    expect((await remove(ann, announcement_id)).code).toBe(20020);
    expect((await scene.ask(ann, 'announcement/list')).data).toEqual([]);
  });

  test('are over with the group', async () => {
    await announce(ann, 'inside');
    await scene.ask(ann, 'destroy', {}, 'POST');
    const answers = [await announce(ann, 'more'), await scene.ask(ann, 'announcement/list')];
    expect(answers.map(({ code }) => code)).toEqual([20001, 20001]);
  });

  test('are made by an admin token for the group in the name of its owner', async () => {
    const body = { group_id: scene.group_id, title: 'from above', content: '' };
    const { data } = await scene.callForGroup('POST /group/announcement/edit', { body });
    expect(data).toMatchObject({ author: ann.userId, title: 'from above' });
    expect((await scene.callForGroup('POST /group/announcement/edit', { body }, scene.group_id - 2)).code).toBe(10010);
    expect(await titles()).toEqual(['from above']);
  });

  test('have texts within bounds', async () => {
    expect((await announce(ann, 't'.repeat(256), 'c'.repeat(4096))).code).toBe(200);
    expect((await announce(ann, 't'.repeat(257))).code).toBe(10002);
    expect((await announce(ann, 't', 'c'.repeat(4097))).code).toBe(10002);
  });
});
