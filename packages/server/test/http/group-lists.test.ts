import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GroupScene, type Person } from './group-scene.ts';
import type { Answer, Loose } from './test-http.ts';

let scene: GroupScene;
beforeAll(async () => {
  scene = await GroupScene.open({ publicGroupsListed: 3 });
});
afterAll(() => scene.server.stop());

describe('the list of public groups', () => {
  let ann: Person;
  let ben: Person;
  beforeEach(async () => {
    [ann, ben] = [await scene.person(), await scene.person()];
  });
  const list = async () => (await scene.call(ben, 'GET /group/public_list')).data;

  test('has the newest ones of this app, for everyone, and none of another kind', async () => {
    expect(await list()).toEqual([]);
    const [one, two] = [await scene.make(ann, [], { type: 1 }), await scene.make(ann, [], { type: 1 })];
    for (const type of [0, 2, 3]) await scene.make(ann, [], { type });
    expect(await list()).toEqual([two, one]);
    const [three, four] = [await scene.make(ann, [], { type: 1 }), await scene.make(ann, [], { type: 1 })];
    expect(await list()).toEqual([four, three, two]);
    await scene.ask(ann, 'destroy', { group_id: four }, 'POST');
    expect(await list()).toEqual([three, two, one]);
    expect((await scene.callForGroup('GET /group/public_list')).data).toEqual([three, two, one]);
  });
});

describe('a list in pages', () => {
  let people: readonly Person[];
  let owner: Person;
  beforeAll(async () => {
    people = await Promise.all(Array.from({ length: 9 }, () => scene.person()));
    people = [...people].sort((one, other) => one.userId - other.userId);
  });
  beforeEach(async () => {
    owner = await scene.person();
    await scene.make(owner, people.slice(0, 7));
  });

  const idsOf = (...indexes: readonly number[]) => indexes.map((index) => (people[index] as Person).userId);
  const only = (...indexes: readonly number[]) => ({ user_list: idsOf(...indexes) });

  /** Reads all pages; between them something happens. */
  async function readAll(ask: (query: Loose) => Promise<Answer>, meanwhile: (page: number) => Promise<unknown>) {
    const rows: Loose[] = [];
    let cursor: string | undefined;
    for (let page = 1; page === 1 || cursor !== undefined; page += 1) {
      const answer: Answer = await ask({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      expect(answer.code).toBe(200);
      expect(JSON.parse(answer.text).version).toBe(0);
      expect(answer.data.length).toBeLessThanOrEqual(2);
      rows.push(...answer.data);
      cursor = answer.cursor;
      await meanwhile(page);
    }
    return rows;
  }
  const idsIn = (rows: readonly Loose[]) => rows.map(({ user_id }) => user_id);

  test('has every member once, while others come and go', async () => {
    const rows = await readAll(
      (query) => scene.ask(owner, 'member_list', query),
      async (page) => {
        if (page === 1) await scene.act(owner, 'kick', only(0, 1, 3));
        if (page === 2) await scene.act(owner, 'invite', only(7, 0));
      },
    );
    expect(idsIn(rows)).toEqual([...idsOf(0, 1, 2, 4, 5, 6, 7), owner.userId]);
  });

  test('says how many members there are, and is complete when nothing is said of pages', async () => {
    const answer = await scene.ask(owner, 'member_list');
    expect(idsIn(answer.data)).toEqual([...idsOf(0, 1, 2, 3, 4, 5, 6), owner.userId]);
    expect(JSON.parse(answer.text)).toMatchObject({ total: 8, version: 0 });
    expect(answer.cursor).toBeUndefined();
    expect((await scene.ask(owner, 'member_list', { cursor: '', limit: 5000, version: 7 })).data).toEqual(answer.data);
    const exact = await scene.ask(owner, 'member_list', { limit: 8 });
    expect([exact.data.length, exact.cursor]).toEqual([8, undefined]);
  });

  test.each([
    'member_list',
    'admin_list',
    'banned_list',
    'blocked_list',
    'invitation_list',
    'application_list',
  ])('%s refuses what is no page', async (list) => {
    for (const query of [
      { limit: 0 },
      { limit: -1 },
      { limit: 'x' },
      { cursor: 'x' },
      { cursor: '-1' },
      { cursor: '1e3' },
    ]) {
      const isPost = list === 'application_list';
      const call = { query: { group_id: scene.group_id, ...query }, ...(isPost ? { body: { group_list: [] } } : {}) };
      const answer = await scene.call(owner, `${isPost ? 'POST' : 'GET'} /group/${list}`, call);
      expect([query, answer.code]).toEqual([query, 10002]);
      expect(answer.message).toMatch(/^invalid request parameter: .*(limit|cursor)/);
    }
  });

  test('has every admin once', async () => {
    await scene.act(owner, 'admin/add', only(0, 2, 3, 5));
    const rows = await readAll(
      (query) => scene.ask(owner, 'admin_list', query),
      async (page) => page === 1 && scene.act(owner, 'admin/remove', only(0, 3)),
    );
    expect(idsIn(rows)).toEqual(idsOf(0, 2, 5));
  });

  test('has every banned member once', async () => {
    await scene.act(owner, 'ban', { ...only(0, 2, 3, 5), duration: -1 });
    await scene.act(owner, 'ban', { ...only(4), duration: 5 });
    const rows = await readAll(
      (query) => scene.ask(owner, 'banned_list', query),
      async (page) => page === 1 && scene.act(owner, 'unban', only(0, 3)),
    );
    expect(rows.map(({ user_id, expired_time }) => [user_id, expired_time])).toEqual([
      [idsOf(0)[0], -1],
      [idsOf(2)[0], -1],
      [idsOf(4)[0], expect.any(Number)],
      [idsOf(5)[0], -1],
    ]);
  });

  test('has every blocked user once, for admins only', async () => {
    await scene.act(owner, 'block', only(0, 2, 3, 8));
    const rows = await readAll(
      (query) => scene.ask(owner, 'blocked_list', query),
      async (page) => page === 1 && scene.act(owner, 'unblock', only(0, 3)),
    );
    expect(idsIn(rows)).toEqual(idsOf(0, 2, 8));
    expect((await scene.ask(people[1] as Person, 'blocked_list')).code).toBe(20012);
    expect((await scene.ask(people[0] as Person, 'blocked_list')).code).toBe(20011);
  });

  describe('of applications', () => {
    const apply = (index: number, group_id: number) => scene.act(people[index] as Person, 'apply', { group_id });
    const list = (who: Person, groups: readonly number[], query: Loose = {}) =>
      scene.call(who, 'POST /group/application_list', { query, body: { group_list: groups } });

    test('has the newest of all groups first, each once, and one that is made again only anew', async () => {
      const groups = [await scene.make(owner), await scene.make(owner), await scene.make(owner)] as const;
      const [one, two, three] = groups;
      for (const [index, group] of [
        [0, one],
        [1, two],
        [2, one],
        [3, three],
        [4, one],
      ] as const) {
        await apply(index, group);
      }
      const rows = await readAll(
        (query) => list(owner, groups, query),
        async (page) => {
          if (page !== 1) return;
          await apply(5, two);
          await apply(1, two);
        },
      );
      expect(rows.map(({ applicant_id, group_id }) => [applicant_id, group_id])).toEqual([
        [idsOf(4)[0], one],
        [idsOf(3)[0], three],
        [idsOf(2)[0], one],
        [idsOf(0)[0], one],
      ]);
      const again = await list(owner, groups);
      expect(again.data.map(({ applicant_id }: Loose) => applicant_id)).toEqual(idsOf(1, 5, 4, 3, 2, 0));
    });

    test('leaves out groups of others, and shows what became of each', async () => {
      const [one, two] = [await scene.make(owner), await scene.make(people[8] as Person)];
      for (const index of [0, 1, 2]) await apply(index, one);
      await apply(0, two);
      const answer = (index: number, approval: boolean) =>
        scene.act(owner, 'apply/handle', { group_id: one, user_id: idsOf(index)[0], approval });
      await answer(0, true);
      await answer(1, false);
      const { data } = await list(owner, [one, two]);
      expect(data.map(({ applicant_id, status }: Loose) => [applicant_id, status])).toEqual([
        [idsOf(2)[0], 0],
        [idsOf(1)[0], 2],
        [idsOf(0)[0], 1],
      ]);
      await scene.act(owner, 'invite', { group_id: one, ...only(2) });
      expect((await list(owner, [one])).data[0]).toMatchObject({ applicant_id: idsOf(2)[0], status: 1 });
      expect((await answer(2, false)).code).toBe(20014);
    });
  });

  test('of invitations has the newest first, each once, with both people and when', async () => {
    const guest = await scene.person();
    await scene.call(guest, 'POST /user/settings', { body: { group_confirm: true } });
    const groups: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      groups.push(await scene.make(owner));
      await scene.act(owner, 'invite', scene.users(guest));
    }
    const rows = await readAll(
      (query) => scene.call(guest, 'GET /group/invitation_list', { query }),
      async (page) => {
        if (page !== 1) return;
        await scene.make(owner);
        await scene.act(owner, 'invite', scene.users(guest));
      },
    );
    expect(rows.map(({ group_id }) => group_id)).toEqual(groups.reverse());
    expect(rows[0]).toEqual({
      group_id: groups[0],
      inviter_id: owner.userId,
      invitee_id: guest.userId,
      reason: '',
      status: 0,
      expired_time: expect.any(Number),
      updated_at: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/),
    });
  });
});
