import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type ContractWorld, type Loose, type Person, startContractWorld } from './contract-world.ts';
import { befriend } from './samples/friends.ts';

/** People who come and go beside those who stay; in the order of their ids the two kinds take turns. */
const PEOPLE = 20;

/** A page that was asked for: its rows, and where the next one begins. */
interface Page {
  readonly rows: readonly number[];
  readonly cursor: string | number | undefined;
}

/** A list with rows that stay and others that come and go while somebody reads it page by page. */
interface MovingList {
  /** Rows that are there from the first page to the last. */
  readonly stable: readonly number[];
  page(cursor: string | number | undefined, limit: number): Promise<Page>;
  /** Makes a row come, go, or change, by its number. */
  move(which: number): Promise<void>;
}

let world: ContractWorld;
let people: readonly number[];
beforeAll(async () => {
  world = await startContractWorld();
  const made: number[] = [];
  for (let index = 0; index < PEOPLE; index += 1) {
    const body = { username: world.freeName(), password: 'correct horse' };
    made.push((await world.must('POST /user/register/v2', { body })).user_id);
  }
  people = made.sort((one, other) => one - other);
});
afterAll(() => world.stop());

const isStable = (_: unknown, index: number) => index % 2 === 0;
const staying = () => people.filter(isStable);
const moving = (which: number) => people[(which % (PEOPLE / 2)) * 2 + 1]!;

/** An admin token does it in the name of somebody. */
const named = (userId: number) => ({ token: world.admin, headers: { user_id: String(userId) } });

/** Calls what takes a row away when it is there, and what puts it there when it is not. */
function toggle(put: (id: number) => Promise<unknown>, take: (id: number) => Promise<unknown>) {
  const there = new Set<number>();
  return async (which: number) => {
    const id = moving(which);
    if (there.delete(id)) await take(id);
    else await put(there.add(id) && id);
  };
}

function pageOf({ json }: Answer, rowsOf: (data: Loose) => Loose[], idOf: (row: Loose) => number): Page {
  if (json.code !== 200) throw new Error(JSON.stringify(json));
  return { rows: rowsOf(json.data).map(idOf), cursor: json.cursor };
}

const rowsThemselves = (data: Loose[]) => data;
const userOf = ({ user_id }: Loose) => user_id;
const asked = (cursor: string | number | undefined, limit: number) => ({ cursor: cursor ?? '', limit });

async function groupWith(members: readonly number[]): Promise<number> {
  const body = { name: 'choir', user_list: members };
  return (await world.must('POST /group/create', { as: world.ann, body })).group_id;
}

/** A list of the members of a group in some state. */
function ofGroup(
  path: string,
  members: () => readonly number[],
  put: (group: number, ids: readonly number[]) => Promise<unknown>,
  take: (group: number, id: number) => Promise<unknown>,
): () => Promise<MovingList> {
  return async () => {
    const group = await groupWith(members());
    await put(group, staying());
    return {
      stable: staying(),
      move: toggle(
        (id) => put(group, [id]),
        (id) => take(group, id),
      ),
      page: async (cursor, limit) =>
        pageOf(
          await world.call(`GET ${path}`, { as: world.ann, query: { group_id: group, ...asked(cursor, limit) } }),
          rowsThemselves,
          userOf,
        ),
    };
  };
}

const byOwner =
  (path: string, more: object = {}) =>
  (group_id: number, ids: number | readonly number[]) =>
    world.must(`POST ${path}`, { as: world.ann, body: { group_id, user_list: [ids].flat(), ...more } });

const nobody = () => [];
const everybody = () => people;

const lists: Readonly<Record<string, () => Promise<MovingList>>> = {
  'GET /group/member_list': ofGroup('/group/member_list', nobody, byOwner('/group/invite'), (group_id, id) =>
    world.must('POST /group/leave', { ...named(id), query: { group_id } }),
  ),
  'GET /group/admin_list': ofGroup(
    '/group/admin_list',
    everybody,
    byOwner('/group/admin/add'),
    byOwner('/group/admin/remove'),
  ),
  'GET /group/banned_list': ofGroup(
    '/group/banned_list',
    everybody,
    byOwner('/group/ban', { duration: 9 }),
    byOwner('/group/unban'),
  ),
  'GET /group/blocked_list': ofGroup('/group/blocked_list', nobody, byOwner('/group/block'), byOwner('/group/unblock')),

  'POST /group/application_list': async () => {
    const group = await groupWith([]);
    const put = (id: number) => world.must('POST /group/apply', { ...named(id), body: { group_id: group } });
    for (const id of staying()) await put(id);
    return {
      stable: staying(),
      move: toggle(put, async (user_id) => {
        const body = { group_id: group, user_id, approval: true };
        await world.must('POST /group/apply/handle', { as: world.ann, body });
        await world.must('POST /group/leave', { ...named(user_id), query: { group_id: group } });
      }),
      page: async (cursor, limit) =>
        pageOf(
          await world.call('POST /group/application_list', {
            as: world.ann,
            query: asked(cursor, limit),
            body: { group_list: [group] },
          }),
          rowsThemselves,
          ({ applicant_id, status }) => (status === 0 ? applicant_id : -applicant_id),
        ),
    };
  },

  'GET /group/invitation_list': async () => {
    const { must, ann, cem } = world;
    await must('POST /user/settings', { as: cem, body: { user_id: cem.userId, group_confirm: true } });
    const invite = async () => {
      const group_id = await groupWith([]);
      await must('POST /group/invite', { as: ann, body: { group_id, user_list: [cem.userId] } });
      return group_id;
    };
    const groups: number[] = [];
    for (let index = 0; index < PEOPLE; index += 1) groups.push(await invite());
    return {
      stable: groups.filter(isStable),
      async move(which) {
        // One comes, and an older one is answered.
        groups.push(await invite(), 0);
        const group_id = groups[(which % (groups.length / 2)) * 2 + 1]!;
        const body = { group_id, user_id: ann.userId, approval: false };
        await world.call('POST /group/invite/handle', { as: cem, body });
      },
      page: async (cursor, limit) =>
        pageOf(
          await world.call('GET /group/invitation_list', { as: cem, query: asked(cursor, limit) }),
          rowsThemselves,
          ({ group_id }) => group_id,
        ),
    };
  },

  'GET /roster/list': async () => {
    const reader = await world.newcomer();
    const add = (list: readonly number[]) =>
      world.must('POST /user/add_roster', { ...named(reader.userId), body: { list } });
    await add(staying());
    return {
      stable: staying(),
      move: toggle(
        (id) => add([id]),
        (user_id) => world.must('POST /roster/delete', { as: reader, query: { user_id } }),
      ),
      page: async (cursor, limit) =>
        pageOf(
          await world.call('GET /roster/list', { as: reader, query: asked(cursor, limit) }),
          rowsThemselves,
          (id) => id,
        ),
    };
  },

  'GET /roster/apply/list': async () => {
    const reader = await world.newcomer();
    await world.must('POST /user/settings', { as: reader, body: { user_id: reader.userId, auth_mode: 1 } });
    const put = (id: number) => world.must('POST /roster/apply', { ...named(id), body: { user_id: reader.userId } });
    for (const id of staying()) await put(id);
    return {
      stable: staying(),
      move: toggle(put, (user_id) => world.must('POST /roster/decline', { as: reader, body: { user_id } })),
      page: async (cursor, limit) =>
        pageOf(
          await world.call('GET /roster/apply/list', { as: reader, query: asked(cursor, limit) }),
          rowsThemselves,
          userOf,
        ),
    };
  },

  'GET /message/conversation': async () => {
    const { ann, ben } = world;
    await befriend(world, ann, ben);
    const mids: number[] = [];
    for (let index = 0; index < PEOPLE; index += 1) mids.push(await say(ann, ben.userId));
    return {
      stable: mids.filter(isStable),
      async move(which) {
        const msg_id = mids[(which % (PEOPLE / 2)) * 2 + 1]!;
        await world.call('POST /message/recall', { as: ann, body: { conversation_id: ben.userId, msg_id } });
        await say(ben, ann.userId);
      },
      async page(cursor, limit) {
        const query = { opposite_id: ben.userId, msg_id_start: cursor ?? 0, limit };
        const { messages, next_msg_id, is_last } = await world.must('GET /message/conversation', { as: ann, query });
        return { rows: messages.map(({ msg_id }: Loose) => msg_id), cursor: is_last ? undefined : next_msg_id };
      },
    };
  },

  'GET /message/conversation/list': async () => {
    const reader = await world.newcomer();
    const { userId } = reader;
    await world.must('POST /user/add_roster', { ...named(userId), body: { list: people } });
    for (const id of people) await say(id, userId);
    return {
      stable: staying(),
      async move(which) {
        const id = moving(which);
        if (which % 3 > 0) await say(id, userId);
        else await world.must('DELETE /message/conversation', { as: reader, query: { conversation_id: id } });
      },
      page: async (cursor, limit) =>
        pageOf(
          await world.call('GET /message/conversation/list', { as: reader, query: asked(cursor, limit) }),
          rowsThemselves,
          ({ conversation_id }) => conversation_id,
        ),
    };
  },
};

/** Pages by number, oldest user first: whoever registers meanwhile comes behind all others. */
async function usersByNumber(): Promise<MovingList> {
  // Reading must come to an end.
  let newcomersLeft = 5;
  return {
    stable: people,
    async move() {
      newcomersLeft -= 1;
      if (newcomersLeft < 0) return;
      await world.must('POST /user/register/v2', { body: { username: world.freeName(), password: 'correct horse' } });
    },
    async page(cursor, limit) {
      const page_num = Number(cursor ?? 1);
      const query = { page_num, page_size: limit };
      const rows = (await world.must('GET /user/list', { token: world.admin, query })).map(userOf);
      return { rows, cursor: rows.length < limit ? undefined : page_num + 1 };
    },
  };
}

/** A page of who has or has not read a message, while they read it. */
const receiptLists = (['read', 'unread'] as const).map((type) => ({
  type,
  async make(): Promise<MovingList> {
    const group = await groupWith(people);
    await world.must('POST /group/settings/enable_read_ack', { as: world.ann, body: { group_id: group, value: true } });
    const msg_id = await say(world.ann, group, 2);
    const read = (id: number) =>
      world.must('GET /message/ack', { ...named(id), query: { conversation_id: group, msg_id } });
    if (type === 'read') for (const id of staying()) await read(id);
    return {
      stable: staying(),
      move: (which) => read(moving(which)),
      page: async (cursor, limit) =>
        pageOf(
          await world.call('GET /message/receipts', {
            as: world.ann,
            query: { conversation_id: group, msg_id, type, ...asked(cursor, limit) },
          }),
          ({ user_ids }) => user_ids,
          (id) => id,
        ),
    };
  },
}));

async function say(from: Person | number, to: number, type = 1): Promise<number> {
  const from_user_id = typeof from === 'number' ? from : from.userId;
  const body = { type, from_user_id, targets: [to], content_type: 0, content: 'hello' };
  const { json } = await world.call('POST /message/send', { token: world.admin, body });
  if (json.code !== 200) throw new Error(JSON.stringify(json));
  return json.msg_ids[0];
}

const moves = fc.array(fc.array(fc.nat({ max: PEOPLE }), { maxLength: 3 }), { minLength: 1, maxLength: 8 });

/** Reads a list to its end, while rows come and go between the pages. */
async function readAll(list: MovingList, limit: number, between: readonly (readonly number[])[]): Promise<number[]> {
  const rows: number[] = [];
  let cursor: Page['cursor'];
  for (let pages = 0; ; pages += 1) {
    const page = await list.page(cursor, limit);
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    cursor = page.cursor;
    if (cursor === undefined) return rows;
    expect(pages).toBeLessThan(20 * PEOPLE);
    for (const which of between[pages % between.length] ?? []) await list.move(which);
  }
}

async function holds(list: () => Promise<MovingList> | MovingList, runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 7 }), moves, async (limit, between) => {
      const moved = await list();
      const rows = await readAll(moved, limit, between);
      const stable = new Set(moved.stable);
      expect(rows.filter((row) => stable.has(row)).sort()).toEqual([...moved.stable].sort());
    }),
    { numRuns: runs },
  );
}

describe('rows that are there all the time are on exactly one page, whatever comes and goes meanwhile', () => {
  test.each(Object.keys(lists))('%s', async (name) => {
    const list = await lists[name]!();
    await holds(() => list, 5);
  });

  test('GET /user/list', () => holds(usersByNumber, 5));

  test.each(receiptLists)('GET /message/receipts, $type', async ({ make }) => {
    await holds(make, 3);
  });
});
