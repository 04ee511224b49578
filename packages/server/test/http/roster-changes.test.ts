import type { UserId } from '@warbler/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, createTestHttp, type Loose, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

interface Person {
  readonly userId: UserId;
  readonly token: string;
}

const APPLICATION_MS = 60_000;

let server: TestHttp;
let admin: string;
let count = 0;
let ann: Person;
let ben: Person;
let cat: Person;
beforeAll(async () => {
  server = await createTestHttp(
    {},
    { friendsPerUser: 3, blockedPerUser: 2, friendApplications: 3, friendApplicationMs: APPLICATION_MS },
  );
  admin = server.accounts.issueAdminToken(server.app);
});
afterAll(() => server.stop());
beforeEach(async () => {
  [ann, ben, cat] = [await person(), await person(), await person()];
});

async function person(authMode = 1): Promise<Person> {
  const username = `person_${count++}`;
  const { userId } = await server.accounts.register(server.app, { username, password: PASSWORD });
  await server.accounts.updateSettings({ appId: server.app.appId, userId }, { authMode });
  return { userId, token: await server.tokenOf(username) };
}

const set = (who: Person, body: object) => server.call('POST /user/settings', { token: who.token, body });
const apply = (who: Person, whom: Person, fields: object = {}) =>
  server.call('POST /roster/apply', { token: who.token, body: { user_id: whom.userId, alias: '', ...fields } });
/** A call that names the other in the query; deployed web clients send an empty body beside it. */
const about = (line: string, who: Person, whom: Person) =>
  server.call(line, {
    token: who.token,
    query: { user_id: whom.userId },
    ...(line.startsWith('D') ? {} : { body: {} }),
  });
const accept = (who: Person, whom: Person) => about('POST /roster/accept', who, whom);
const remove = (who: Person, whom: Person) => about('POST /roster/delete', who, whom);
const block = (who: Person, whom: Person) => about('POST /roster/block', who, whom);
const unblock = (who: Person, whom: Person) => about('POST /roster/unblock', who, whom);
const decline = (who: Person, whom: Person, fields: object = {}) =>
  server.call('POST /roster/decline', { token: who.token, body: { user_id: whom.userId, ...fields } });
const note = (who: Person, whom: Person, fields: object) =>
  server.call('POST /roster/ext', { token: who.token, body: { user_id: whom.userId, ...fields } });
const friendsOf = async (who: Person) => (await server.call('GET /roster/list', { token: who.token })).data;
const seenBy = async (who: Person, whom: Person) => (await about('GET /roster/id', who, whom)).data;
const relations = async () => [(await seenBy(ann, ben)).relation, (await seenBy(ben, ann)).relation];
const applicationsTo = async (who: Person, query = {}): Promise<Answer> =>
  server.call('GET /roster/apply/list', { token: who.token, query: { cursor: '', ...query } });
const befriend = async (one: Person, other: Person) => {
  await apply(one, other);
  expect((await accept(other, one)).data).toBe(true);
};
const deleteAccount = ({ userId }: Person) => server.accounts.delete({ appId: server.app.appId, userId });

describe('an application', () => {
  test('to somebody whom anyone may add makes friends at once, both ways', async () => {
    const open = await person(0);
    expect((await apply(ann, open, { alias: 'Open' })).data).toBe(true);
    expect(await friendsOf(ann)).toEqual([open.userId]);
    expect(await friendsOf(open)).toEqual([ann.userId]);
    expect(await seenBy(ann, open)).toMatchObject({ relation: 0, alias: 'Open' });
    expect(await seenBy(open, ann)).toMatchObject({ relation: 0, alias: '' });
    expect((await applicationsTo(open)).data).toEqual([]);
  });

  test('to somebody without settings does the same', async () => {
    const { userId } = await server.accounts.register(server.app, { username: 'fresh', password: PASSWORD });
    const fresh = { userId, token: await server.tokenOf('fresh') };
    expect((await apply(ann, fresh)).code).toBe(200);
    expect(await friendsOf(fresh)).toEqual([ann.userId]);
  });

  test('to somebody who wants to consent waits, and is accepted with the alias that was asked for', async () => {
    expect((await apply(ann, ben, { alias: 'Benny', reason: 'we met at the lake' })).data).toBe(true);
    expect(await relations()).toEqual([2, 2]);
    const list = await applicationsTo(ben);
    const [{ expired_time: expiresAtMs }] = list.data;
    expect(list.data).toEqual([
      { user_id: ann.userId, reason: 'we met at the lake', status: 0, expired_time: expect.any(Number) },
    ]);
    expect(Math.abs(expiresAtMs - Date.now() - APPLICATION_MS)).toBeLessThan(APPLICATION_MS);
    expect(list.cursor).toBeUndefined();
    expect((await applicationsTo(ann)).data).toEqual([]);
    expect((await accept(ben, ann)).data).toBe(true);
    expect(await relations()).toEqual([0, 0]);
    expect((await seenBy(ann, ben)).alias).toBe('Benny');
    expect((await applicationsTo(ben)).data).toMatchObject([{ user_id: ann.userId, status: 1 }]);
    expect((await accept(ben, ann)).code).toBe(10007);
  });

  test('to somebody with a question wants the right answer, blanks around it aside', async () => {
    await set(ben, { auth_mode: 2, auth_question: 'Where?', auth_answer: ' the lake ' });
    expect(await seenBy(ann, ben)).toMatchObject({ auth_mode: 2, auth_question: 'Where?' });
    for (const fields of [{}, { auth_answer: '' }, { auth_answer: 'The Lake' }, { auth_answer: 'lake' }]) {
      const refused = await apply(ann, ben, fields);
      expect([refused.code, refused.message]).toEqual([10007, 'the answer to the question of the user is wrong']);
    }
    expect(await relations()).toEqual([2, 2]);
    expect((await applicationsTo(ben)).data).toEqual([]);
    expect((await apply(ann, ben, { auth_answer: 'the lake  ' })).code).toBe(200);
    expect(await relations()).toEqual([0, 0]);
  });

  test('to somebody with a question whose answer nobody knows is refused', async () => {
    await set(ben, { auth_mode: 2, auth_question: 'Where?', auth_answer: ' ' });
    expect((await apply(ann, ben, { auth_answer: '' })).code).toBe(10007);
    expect(await relations()).toEqual([2, 2]);
  });

  test('to somebody who wants none is refused with 10012', async () => {
    await set(ben, { auth_mode: 3 });
    expect((await apply(ann, ben)).code).toBe(10012);
    expect(await relations()).toEqual([2, 2]);
    expect((await applicationsTo(ben)).data).toEqual([]);
  });

  test.each([
    ['oneself', () => ann, 10002],
    ['nobody', () => ({ userId: 4 as UserId, token: '' }), 10000],
    ['a group', () => ({ userId: 5 as UserId, token: '' }), 10000],
  ] as const)('to %s is refused', async (_whom, whom, code) => {
    expect((await apply(ann, whom())).code).toBe(code);
  });

  test('to somebody of another app, or deleted, is refused', async () => {
    const other = await makeOtherApp(server);
    const { userId } = await server.accounts.register(other, { username: `olga_${count++}`, password: PASSWORD });
    expect((await apply(ann, { userId, token: '' })).code).toBe(10000);
    await deleteAccount(ben);
    expect((await apply(ann, ben)).code).toBe(10021);
  });

  test('to a friend is refused with 10005, to somebody who blocks or is blocked with 10006', async () => {
    await befriend(ann, ben);
    expect((await apply(ann, ben)).code).toBe(10005);
    expect((await apply(ben, ann)).code).toBe(10005);
    await block(cat, ann);
    expect((await apply(ann, cat)).code).toBe(10006);
    expect((await apply(cat, ann)).code).toBe(10006);
    await block(ben, ann);
    expect((await apply(ann, ben)).code).toBe(10006);
  });

  test('repeated takes the place of the first, and waits anew', async () => {
    await apply(ann, ben, { reason: 'hello' });
    const [first] = (await applicationsTo(ben)).data;
    server.passTime(APPLICATION_MS / 2);
    await apply(ann, ben, { reason: 'hello' });
    const [second] = (await applicationsTo(ben)).data;
    expect(second.expired_time - first.expired_time).toBeGreaterThanOrEqual(APPLICATION_MS / 2);
    await apply(ann, ben, { reason: 'please' });
    expect((await applicationsTo(ben)).data).toMatchObject([{ user_id: ann.userId, reason: 'please', status: 0 }]);
    await decline(ben, ann);
    await apply(ann, ben, { reason: 'please' });
    expect((await applicationsTo(ben)).data).toMatchObject([{ user_id: ann.userId, status: 0 }]);
  });

  test('that meets one from the other side makes friends, whatever the settings, with both aliases', async () => {
    await apply(ann, ben, { alias: 'Benny' });
    await set(ann, { auth_mode: 3 });
    expect((await apply(ben, ann, { alias: 'Annie' })).code).toBe(200);
    expect(await relations()).toEqual([0, 0]);
    expect([(await seenBy(ann, ben)).alias, (await seenBy(ben, ann)).alias]).toEqual(['Benny', 'Annie']);
    expect((await applicationsTo(ben)).data).toMatchObject([{ status: 1 }]);
    expect((await applicationsTo(ann)).data).toEqual([]);
  });

  test('is settled when the two become friends in another way', async () => {
    await apply(ann, ben);
    await set(ben, { auth_mode: 0 });
    expect((await apply(ann, ben)).code).toBe(200);
    expect((await applicationsTo(ben)).data).toMatchObject([{ status: 1 }]);
    expect((await accept(ben, ann)).code).toBe(10007);
  });

  test('expires', async () => {
    await apply(ann, ben);
    server.passTime(APPLICATION_MS + 1000);
    expect((await accept(ben, ann)).code).toBe(10007);
    expect((await decline(ben, ann)).code).toBe(10007);
    // One that expired does not meet another.
    await apply(ben, ann);
    expect(await relations()).toEqual([2, 2]);
  });

  test('is answered once, by the one it was made to', async () => {
    expect((await accept(ben, ann)).code).toBe(10007);
    expect((await accept(ben, ben)).code).toBe(10007);
    expect((await decline(ben, { userId: 4 as UserId, token: '' })).code).toBe(10007);
    await apply(ann, ben);
    expect((await accept(ann, ben)).code).toBe(10007);
    expect((await accept(cat, ann)).code).toBe(10007);
    expect((await decline(ben, ann, { reason: 'no' })).data).toBe(true);
    expect((await decline(ben, ann)).code).toBe(10007);
    expect((await accept(ben, ann)).code).toBe(10007);
    expect((await applicationsTo(ben)).data).toMatchObject([{ user_id: ann.userId, status: 2 }]);
    expect(await relations()).toEqual([2, 2]);
  });

  test('of somebody who was deleted or blocked meanwhile is not accepted', async () => {
    await apply(ann, ben);
    await block(ben, ann);
    expect((await accept(ben, ann)).code).toBe(10006);
    await unblock(ben, ann);
    await block(ann, ben);
    expect((await accept(ben, ann)).code).toBe(10006);
    await unblock(ann, ben);
    await deleteAccount(ann);
    expect((await accept(ben, ann)).code).toBe(10007);
    expect(await friendsOf(ben)).toEqual([]);
  });

  test('is answered by PUT too', async () => {
    await apply(ann, ben);
    const answer = { token: ben.token, body: { user_id: String(ann.userId) } };
    expect((await server.call('PUT /roster/decline', answer)).data).toBe(true);
    await apply(ann, ben);
    expect((await about('PUT /roster/accept', ben, ann)).data).toBe(true);
    expect(await relations()).toEqual([0, 0]);
  });

  test('is one of as many as are kept; the newest push the oldest out', async () => {
    const applicants = [ann, cat, await person(), await person()];
    for (const applicant of applicants) await apply(applicant, ben);
    const ids = async (query = {}) => {
      const { data, cursor } = await applicationsTo(ben, query);
      return { ids: data.map((row: Loose) => applicants.findIndex(({ userId }) => userId === row.user_id)), cursor };
    };
    expect(await ids()).toEqual({ ids: [3, 2, 1], cursor: undefined });
    const first = await ids({ limit: 2 });
    expect(first.ids).toEqual([3, 2]);
    expect(await ids({ limit: 2, cursor: first.cursor })).toEqual({ ids: [1], cursor: undefined });
    expect((await accept(ben, ann)).code).toBe(10007);
    expect((await accept(ben, cat)).code).toBe(200);
  });

  test('lists refuse a page that makes no sense', async () => {
    for (const query of [{ limit: 0 }, { limit: 1001 }, { limit: 'x' }, { cursor: 'x' }, { cursor: '-1' }]) {
      expect((await applicationsTo(ben, query)).code).toBe(10002);
    }
  });
});

describe('several applications at once', () => {
  const applyToAll = (body: unknown, token: string | undefined = ann.token) =>
    server.call('POST /roster/apply/batch', { token, body });

  test('are each made on their own, with a reason for each that was refused', async () => {
    const [open, closed] = [await person(0), await person(3)];
    const { data } = await applyToAll([
      { user_id: open.userId, alias: 'Open' },
      { user_id: String(ben.userId), reason: 'hello' },
      { user_id: closed.userId },
      { user_id: ann.userId },
      { user_id: 4 },
    ]);
    expect(data).toEqual({
      success: [open.userId, ben.userId],
      fails: [
        { user_id: closed.userId, reason: 'the user refuses friend applications' },
        { user_id: ann.userId, reason: expect.stringContaining('user_id is the caller') },
        { user_id: 4, reason: 'the user does not exist' },
      ],
    });
    expect(await friendsOf(ann)).toEqual([open.userId]);
    expect((await seenBy(ann, open)).alias).toBe('Open');
    expect((await applicationsTo(ben)).data).toMatchObject([{ user_id: ann.userId, reason: 'hello' }]);
    expect((await applyToAll([])).data).toEqual({ success: [], fails: [] });
  });

  test.each([
    '{}',
    '1',
    'null',
    '[1]',
    '[null]',
    '[{}]',
    '[{"user_id":"x"}]',
    '[{"user_id":2,"alias":1}]',
    '[{"user_id":2,"reason":{}}]',
    JSON.stringify(Array.from({ length: 101 }, () => ({ user_id: 2 }))),
    '',
    '[',
  ])('are refused as a whole when the body is wrong: %s', async (body) => {
    const answer = await applyToAll(body);
    expect([answer.status, answer.code]).toEqual([200, 10002]);
    expect(answer.message).toContain('invalid request parameter');
  });

  test('want an app and a token', async () => {
    expect((await server.call('POST /roster/apply/batch', { body: [], appId: null })).code).toBe(40000);
    expect((await server.call('POST /roster/apply/batch', { body: [] })).code).toBe(10003);
    expect((await applyToAll([], 'x')).code).toBe(402);
  });
});

describe('a friend', () => {
  beforeEach(() => befriend(ann, ben));

  test.each(['POST /roster/delete', 'DELETE /roster/delete'])('is deleted by %s, for both', async (line) => {
    expect((await about(line, ann, ben)).data).toBe(true);
    expect([await friendsOf(ann), await friendsOf(ben)]).toEqual([[], []]);
    expect(await relations()).toEqual([1, 1]);
    // Lists of deployed clients are out of date at times.
    expect((await about(line, ben, ann)).data).toBe(true);
    expect((await about(line, ann, cat)).data).toBe(true);
    expect(await relations()).toEqual([1, 1]);
  });

  test('who was deleted can be a friend again, with the notes of then', async () => {
    await note(ann, ben, { alias: 'Benny', ext: 'x' });
    await remove(ann, ben);
    expect(await seenBy(ann, ben)).toMatchObject({ alias: 'Benny', ext: 'x', relation: 1 });
    await befriend(ben, ann);
    expect(await relations()).toEqual([0, 0]);
    expect((await seenBy(ann, ben)).alias).toBe('Benny');
  });

  test('whose account is deleted is none any more, and may be deleted all the same', async () => {
    await deleteAccount(ben);
    expect(await friendsOf(ann)).toEqual([]);
    expect((await remove(ann, ben)).data).toBe(true);
    expect(await friendsOf(ann)).toEqual([]);
  });

  test('deleting refuses nobody and oneself', async () => {
    expect((await remove(ann, ann)).code).toBe(10002);
    expect((await remove(ann, { userId: 4 as UserId, token: '' })).code).toBe(10000);
  });

  test('has notes that change one by one, and that only one sees', async () => {
    expect((await note(ann, ben, { alias: 'Benny' })).data).toBe(true);
    expect((await note(ann, ben, { ext: '{"a":1}' })).data).toBe(true);
    const mute = { user_id: String(ben.userId), mute_notification: 1 };
    expect((await server.call('PUT /roster/ext', { token: ann.token, body: mute })).data).toBe(true);
    const noted = { alias: 'Benny', ext: '{"a":1}', mute_notification: true, relation: 0 };
    expect(await seenBy(ann, ben)).toMatchObject(noted);
    expect(await seenBy(ben, ann)).toMatchObject({ alias: '', ext: '', mute_notification: false });
    expect((await note(ann, ben, {})).data).toBe(true);
    expect(await seenBy(ann, ben)).toMatchObject(noted);
    await note(ann, ben, { alias: '', ext: '', mute_notification: false });
    expect(await seenBy(ann, ben)).toMatchObject({ alias: '', ext: '', mute_notification: false });
  });

  test('is needed for notes; former friends and blocked users will do', async () => {
    expect((await note(ann, cat, { alias: 'x' })).code).toBe(10010);
    expect((await note(ann, ann, { alias: 'x' })).code).toBe(10002);
    expect((await note(ann, { userId: 4 as UserId, token: '' }, { alias: 'x' })).code).toBe(10000);
    await block(ann, cat);
    expect((await note(ann, cat, { alias: 'rude' })).code).toBe(200);
    await unblock(ann, cat);
    expect((await note(ann, cat, { alias: 'x' })).code).toBe(10010);
    await remove(ann, ben);
    expect((await note(ann, ben, { alias: 'x' })).code).toBe(200);
  });

  test('is one of as many as a user may have, on either side', async () => {
    await befriend(ann, cat);
    await befriend(ann, await person());
    const [one, open] = [await person(), await person(0)];
    await apply(one, ann);
    expect(await accept(ann, one)).toMatchObject({ code: 10010, message: 'one of the users has too many friends' });
    expect((await apply(ann, open)).code).toBe(10010);
    await set(ann, { auth_mode: 0 });
    expect((await apply(open, ann)).code).toBe(10010);
    expect(await friendsOf(open)).toEqual([]);
    expect((await applicationsTo(ann)).data[0]).toMatchObject({ user_id: one.userId, status: 0 });
    // A friend who is blocked keeps the place.
    await block(ann, ben);
    expect((await accept(ann, one)).code).toBe(10010);
    await remove(ann, ben);
    expect((await accept(ann, one)).code).toBe(200);
    expect((await friendsOf(ann)).length).toBe(3);
  });
});

describe('a block', () => {
  const blockedBy = async (who: Person) => (await server.call('GET /roster/blocked_list', { token: who.token })).data;

  test.each([
    ['POST /roster/block', 'POST /roster/unblock'],
    ['PUT /roster/block', 'DELETE /roster/unblock'],
  ])('by %s hides a friend, and %s brings them back', async (blockLine, unblockLine) => {
    await befriend(ann, ben);
    await note(ann, ben, { alias: 'Benny' });
    expect(await blockedBy(ann)).toEqual([]);
    expect((await about(blockLine, ann, ben)).data).toBe(true);
    expect((await about(blockLine, ann, ben)).data).toBe(true);
    expect(await relations()).toEqual([3, 0]);
    expect(await blockedBy(ann)).toEqual([ben.userId]);
    expect(await blockedBy(ben)).toEqual([]);
    expect([await friendsOf(ann), await friendsOf(ben)]).toEqual([[], [ann.userId]]);
    expect((await about(unblockLine, ann, ben)).data).toBe(true);
    expect((await about(unblockLine, ann, ben)).data).toBe(true);
    expect(await relations()).toEqual([0, 0]);
    expect((await seenBy(ann, ben)).alias).toBe('Benny');
    expect([await blockedBy(ann), await friendsOf(ann)]).toEqual([[], [ben.userId]]);
  });

  test('of a stranger leaves a stranger', async () => {
    await block(ann, ben);
    expect(await relations()).toEqual([3, 2]);
    await unblock(ann, ben);
    expect(await relations()).toEqual([2, 2]);
  });

  test('does not bring back a friend who left meanwhile', async () => {
    await befriend(ann, ben);
    await block(ann, ben);
    await remove(ben, ann);
    expect(await relations()).toEqual([3, 1]);
    await unblock(ann, ben);
    expect(await relations()).toEqual([1, 1]);
  });

  test('refuses nobody, oneself and deleted users; a deleted one can still be let go', async () => {
    const nobody = { userId: 4 as UserId, token: '' };
    expect([(await block(ann, ann)).code, (await unblock(ann, ann)).code]).toEqual([10002, 10002]);
    expect([(await block(ann, nobody)).code, (await unblock(ann, nobody)).code]).toEqual([10000, 10000]);
    await block(ann, ben);
    await deleteAccount(ben);
    await deleteAccount(cat);
    expect((await block(ann, cat)).code).toBe(10021);
    expect((await unblock(ann, ben)).code).toBe(200);
    expect(await blockedBy(ann)).toEqual([]);
  });

  test('is one of as many as a user may set', async () => {
    for (const whom of [ben, cat]) expect((await block(ann, whom)).code).toBe(200);
    const one = await person();
    expect(await block(ann, one)).toMatchObject({ code: 10010, message: 'the user blocks too many others' });
    await unblock(ann, ben);
    expect((await block(ann, one)).code).toBe(200);
  });
});

describe('who may write to whom', () => {
  const may = (asking: string, sender: Person, receiver: Person) =>
    server.call('GET /roster/may_message', {
      token: asking,
      query: { user_id: sender.userId, roster_id: receiver.userId },
    });
  const answers = async () => [(await may(admin, ann, ben)).data, (await may(admin, ben, ann)).data];
  const acceptStrangers = (acceptsStrangers: boolean) =>
    server.apps.update(server.app.appId, { settings: { acceptsStrangers } });

  test('changes with a block, and with its end', async () => {
    expect(await answers()).toEqual([true, true]);
    await block(ann, ben);
    expect(await answers()).toEqual([true, false]);
    await unblock(ann, ben);
    expect(await answers()).toEqual([true, true]);
  });

  test('is known to the sender, the receiver and admins, and to nobody else', async () => {
    expect((await may(ann.token, ann, ben)).data).toBe(true);
    expect((await may(ben.token, ann, ben)).data).toBe(true);
    expect((await may(cat.token, ann, ben)).code).toBe(10010);
    expect((await may(admin, ann, ben)).data).toBe(true);
  });

  test('is no question about users who do not exist any more', async () => {
    const nobody = { userId: 4 as UserId, token: '' };
    expect((await may(admin, ann, nobody)).code).toBe(10000);
    expect((await may(admin, nobody, ann)).code).toBe(10000);
    await deleteAccount(ben);
    expect((await may(admin, ann, ben)).code).toBe(10021);
  });

  test('is friends only where the app lets no strangers through, from the first moment to the last', async () => {
    await acceptStrangers(false);
    try {
      expect(await answers()).toEqual([false, false]);
      expect((await may(ann.token, ann, ann)).data).toBe(true);
      await apply(ann, ben);
      expect(await answers()).toEqual([false, false]);
      await accept(ben, ann);
      expect(await answers()).toEqual([true, true]);
      await block(ann, ben);
      expect(await answers()).toEqual([true, false]);
      await unblock(ann, ben);
      expect(await answers()).toEqual([true, true]);
      await remove(ben, ann);
      expect(await answers()).toEqual([false, false]);
      await server.roster.addFriends({ appId: server.app.appId, actor: ann.userId, peers: [ben.userId] });
      expect(await answers()).toEqual([true, true]);
    } finally {
      await acceptStrangers(true);
    }
    await remove(ann, ben);
    expect(await answers()).toEqual([true, true]);
  });

  test('is never answered from before a change that was answered already', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [, blocked] = await Promise.all([may(admin, ben, ann), block(ann, ben), may(admin, ben, ann)]);
      expect(blocked.data).toBe(true);
      expect((await may(admin, ben, ann)).data).toBe(false);
      await Promise.all([may(admin, ben, ann), unblock(ann, ben), may(admin, ben, ann)]);
      expect((await may(admin, ben, ann)).data).toBe(true);
    }
  });
});

describe('search by mobile', () => {
  const search = (mobile: string) => server.call('GET /roster/mobile', { token: ann.token, query: { mobile } });
  const give = ({ userId }: Person, mobile: string) =>
    server.accounts.setMobile({ appId: server.app.appId, userId }, mobile);

  test.each(['13800138000', '+8613800138000'])('finds the user with %s', async (mobile) => {
    expect((await search(mobile)).code).toBe(10000);
    await give(ben, mobile);
    expect((await search(mobile)).data).toEqual(await seenBy(ann, ben));
    await expect(give(cat, mobile)).rejects.toThrow('bound to another account');
    await deleteAccount(ben);
    expect((await search(mobile)).code).toBe(10000);
    await give(cat, mobile);
    expect((await search(mobile)).data.user_id).toBe(cat.userId);
    await deleteAccount(cat);
  });
});

describe('an admin token', () => {
  const add = (list: unknown, who: Person | undefined = ann, token: string | undefined = admin) =>
    server.call('POST /user/add_roster', {
      token,
      body: { list },
      ...(who === undefined ? {} : { headers: { user_id: String(who.userId) } }),
    });
  const rosters = (who: Person) =>
    server.call('GET /user/rosters', { token: admin, headers: { user_id: String(who.userId) } });

  test('makes friends without asking, whatever the settings, and lists them', async () => {
    await set(cat, { auth_mode: 3 });
    await block(cat, ann);
    await apply(ben, ann);
    expect((await rosters(ann)).text).toBe('{"code":200,"data":[]}');
    expect((await add([ben.userId, String(cat.userId), ben.userId])).data).toBe(true);
    expect(await friendsOf(ann)).toEqual([ben.userId, cat.userId]);
    expect(await relations()).toEqual([0, 0]);
    expect((await seenBy(cat, ann)).relation).toBe(3);
    expect((await applicationsTo(ann)).data).toMatchObject([{ user_id: ben.userId, status: 1 }]);
    const names = [(await seenBy(ann, ben)).username, (await seenBy(ann, cat)).username];
    expect((await rosters(ann)).data).toEqual([
      { user_id: ben.userId, name: names[0] },
      { user_id: cat.userId, name: names[1] },
    ]);
    expect((await add([ben.userId])).data).toBe(true);
    expect((await add([])).data).toBe(true);
  });

  test('adds all or none', async () => {
    expect((await add([ben.userId, 4])).code).toBe(10000);
    expect((await add([ben.userId, ann.userId])).code).toBe(10002);
    await deleteAccount(cat);
    expect((await add([ben.userId, cat.userId])).code).toBe(10021);
    const four = await Promise.all([person(), person(), person(), person()]);
    expect((await add(four.map(({ userId }) => userId))).code).toBe(10010);
    await Promise.all(four.slice(0, 3).map((one) => server.roster.introduce(server.app.appId, one.userId, ben.userId)));
    expect((await add([ben.userId])).code).toBe(10010);
    expect(await friendsOf(ann)).toEqual([]);
  });

  test('must name the user, and is needed', async () => {
    expect((await server.call('POST /user/add_roster', { token: admin, body: { list: [] } })).code).toBe(10002);
    expect((await server.call('GET /user/rosters', { token: admin })).code).toBe(10002);
    expect((await add([ben.userId], ann, ann.token)).code).toBe(10010);
    expect((await server.call('GET /user/rosters', { token: ann.token })).code).toBe(10010);
    expect((await add([], { userId: 4 as UserId, token: '' })).code).toBe(10000);
    for (const line of ['POST /user/add_roster', 'GET /user/rosters']) {
      const body = line.startsWith('GET') ? {} : { body: { list: [] } };
      expect((await server.call(line, body)).code).toBe(10003);
      expect((await server.call(line, { ...body, token: admin, appId: null })).code).toBe(40000);
    }
  });

  const BAD_LISTS = [1, 'x', null, {}, ['x'], [null], [-1], Array.from({ length: 1001 }, () => 2)];
  test.each(BAD_LISTS.map((list) => ({ list })))('with a bad list it names what is wrong: $list', async ({ list }) => {
    const answer = await add(list);
    expect([answer.status, answer.code]).toEqual([200, 10002]);
    expect(answer.message).toMatch(/^invalid request parameter: .*list/);
  });
});
