import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GroupScene, type Person } from './group-scene.ts';
import { type Loose, makeOtherApp, PASSWORD } from './test-http.ts';

const DAY_MS = 86_400_000;

let scene: GroupScene;
beforeAll(async () => {
  scene = await GroupScene.open({ groupMembers: 3, groupsJoined: 4 });
});
afterAll(() => scene.server.stop());

describe('the QR code of a group', () => {
  let ann: Person;
  let ben: Person;
  let cat: Person;
  beforeEach(async () => {
    [ann, ben, cat] = [await scene.person(), await scene.person(), await scene.person()];
    await scene.make(ann, [ben]);
  });

  const sign = async (who: Person) => (await scene.ask(who, 'qrcode/sign')).data.qr_info as string;
  const enter = (who: Person, qr_info: string) => scene.call(who, 'POST /group/qrcode/invite', { body: { qr_info } });
  const memberIds = async () => (await scene.ask(ann, 'member_list')).data.map(({ user_id }: Loose) => user_id);

  test('lets its holder in at once, for a week, though the group asks applicants', async () => {
    const { data } = await scene.ask(ben, 'qrcode/sign');
    expect(data).toEqual({
      qr_info: expect.any(String),
      create_at: expect.any(Number),
      expire_at: data.create_at + 7 * DAY_MS,
    });
    expect((await enter(cat, data.qr_info)).data).toBe(true);
    expect(await memberIds()).toEqual([ann.userId, ben.userId, cat.userId]);
  });

  test('is the same for web clients, under names of their own', async () => {
    const query = { group_id: scene.group_id };
    const { data } = await scene.call(ben, 'GET /app/qrcode/group_sign', { query });
    expect(data).toEqual({ qr_info: expect.any(String), expired: expect.any(Number) });
    const { qr_info } = data;
    expect((await scene.call(cat, 'GET /app/qrcode/group_invite', { query: { qr_info } })).data).toBe(true);
    expect(await memberIds()).toContain(cat.userId);
    expect((await enter(cat, qr_info)).code).toBe(20017);
  });

  test('does not ask those who otherwise want to be asked: they scanned it', async () => {
    await scene.call(cat, 'POST /user/settings', { body: { group_confirm: true } });
    expect((await enter(cat, await sign(ann))).code).toBe(200);
    expect(await memberIds()).toContain(cat.userId);
  });

  test('ends after its time', async () => {
    const code = await sign(ann);
    scene.server.passTime(7 * DAY_MS + 1);
    expect((await enter(cat, code)).code).toBe(20025);
    expect(await memberIds()).not.toContain(cat.userId);
  });

  test.each(['x', '1.a.b.c.d', `1.1.1.zzzzzzzz.${'A'.repeat(43)}`])('is invalid when it is %s', async (code) => {
    expect((await enter(cat, code)).code).toBe(20024);
    const query = { qr_info: code };
    expect((await scene.call(cat, 'GET /app/qrcode/group_invite', { query })).code).toBe(20024);
  });

  test('is made by members, where they may invite; else by admins', async () => {
    expect((await scene.ask(cat, 'qrcode/sign')).code).toBe(20011);
    await scene.act(ann, 'settings/allow_member_invitation', { value: false });
    expect((await scene.ask(ben, 'qrcode/sign')).code).toBe(20012);
    expect((await scene.ask(ann, 'qrcode/sign')).code).toBe(200);
    await scene.act(ann, 'admin/add', scene.users(ben));
    expect((await scene.ask(ben, 'qrcode/sign')).code).toBe(200);
    expect((await scene.ask(ann, 'qrcode/sign', { group_id: 1 })).code).toBe(20001);
  });

  test('is invalid while its maker may not invite, or is no member', async () => {
    const code = await sign(ben);
    await scene.act(ann, 'settings/allow_member_invitation', { value: false });
    expect((await enter(cat, code)).code).toBe(20024);
    await scene.act(ann, 'settings/allow_member_invitation', { value: true });
    await scene.act(ann, 'kick', scene.users(ben));
    expect((await enter(cat, code)).code).toBe(20024);
    expect(await memberIds()).toEqual([ann.userId]);
    await scene.act(ann, 'invite', scene.users(ben));
    expect((await enter(cat, code)).code).toBe(200);
  });

  test('keeps out whom an invitation keeps out', async () => {
    const code = await sign(ann);
    expect((await enter(ben, code)).code).toBe(20017);
    await scene.act(ann, 'block', scene.users(cat));
    expect((await enter(cat, code)).code).toBe(20018);
    const [dan, eve] = [await scene.person(), await scene.person()];
    expect((await enter(dan, code)).code).toBe(200);
    expect((await enter(eve, code)).code).toBe(20010);
    await scene.act(ann, 'kick', scene.users(ben));
    const group = scene.group_id;
    for (let count = 0; count < 4; count += 1) await scene.make(eve);
    expect((await enter(eve, code)).code).toBe(20009);
    scene.group_id = group;
    await scene.ask(ann, 'destroy', {}, 'POST');
    expect((await enter(eve, code)).code).toBe(20001);
  });

  test('of one app is invalid in another', async () => {
    const other = await makeOtherApp(scene.server);
    await scene.server.accounts.register(other, { username: 'olga', password: PASSWORD });
    const login = { body: { name: 'olga', password: PASSWORD }, appId: 'other' };
    const { token } = (await scene.server.call('POST /token/user', login)).data;
    const body = { qr_info: await sign(ann) };
    expect((await scene.server.call('POST /group/qrcode/invite', { token, appId: 'other', body })).code).toBe(20024);
  });

  test("made by an admin token for the group counts as the owner's", async () => {
    const query = { group_id: scene.group_id };
    const { qr_info } = (await scene.callForGroup('GET /group/qrcode/sign', { query })).data;
    const body = { qr_info };
    expect((await scene.callForGroup('POST /group/qrcode/invite', { body })).code).toBe(10002);
    expect((await enter(cat, qr_info)).code).toBe(200);
  });
});
