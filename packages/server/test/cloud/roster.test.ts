import {
  decodeRosterNotice,
  decodeUserNotice,
  ErrorCode,
  type Meta,
  MetaNamespace,
  RosterNoticeType,
  StatusCode,
  type SyncDL,
  UserNoticeType,
} from '@warbler/protocol';
import { type Cloud, type DeployedClient, randomFrom, startCloud, type TestUser, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { People } from './people.ts';

const { ADDED, REMOVED, ACCEPTED, DECLINED, BLOCKED, UNBLOCKED, APPLIED, INFO_UPDATED, MUTED, UNMUTED } =
  RosterNoticeType;

/** A notice as a test writes it: type, who is in `from`, who in `to`, and the content where there is one. */
type Told = readonly [type: number, from: string, to: string, content?: unknown];

interface Person extends TestUser {
  readonly name: string;
  readonly token: string;
  readonly phone: DeployedClient;
  readonly desk: DeployedClient;
  /** Was online once. */
  readonly away: DeployedClient;
}

describe.each(TRANSPORTS)('rosters over %s', (transport) => {
  const suffix = transport.replace('.', '_');
  let cloud: Cloud;
  let people: People;
  let count = 0;
  let ann: Person;
  let ben: Person;

  beforeAll(async () => {
    cloud = await startCloud();
    people = new People(cloud, transport);
  });
  beforeEach(async () => {
    [ann, ben] = [await join('ann'), await join('ben')];
  });
  afterEach(() => people.leave());
  afterAll(() => cloud.stop());

  /** A new user who wants to consent, with two devices online and one that was. */
  const join = async (name: string, authMode = 1): Promise<Person> => {
    const user = await cloud.register(`${name}_${suffix}_${count++}`);
    const token = await cloud.rest.logIn(user);
    await cloud.rest.post('/user/settings', { auth_mode: authMode }, token);
    const [phone, desk] = [await people.device(user, 'phone'), await people.device(user, 'desk')];
    const away = await people.device(user, 'away', { isSyncing: false });
    away.disconnect();
    return { ...user, name, token, phone, desk, away };
  };
  const post = (who: Person, path: string, body: object = {}) =>
    cloud.rest.post<boolean>(`/roster/${path}`, body, who.token);
  const about = (who: Person, path: string, whom: Person) => post(who, `${path}?user_id=${whom.userId}`);
  const apply = (who: Person, whom: Person, fields: object = {}) =>
    post(who, 'apply', { user_id: whom.userId, alias: '', ...fields });
  const befriend = async () => {
    await apply(ann, ben);
    await about(ben, 'accept', ann);
  };

  const nameOf = (uid: number | undefined) => [ann, ben].find(({ userId }) => userId === uid)?.name ?? String(uid);
  const toldBy = ({ payload }: Meta): Told => {
    const { type, from, to, content } = decodeRosterNotice(payload);
    const told = [type, nameOf(from?.uid), to.map(({ uid }) => nameOf(uid)).join()] as const;
    if (content === '') return told;
    return [...told, content.startsWith('{') ? JSON.parse(content) : content];
  };
  const rosterMetasAt = (device: DeployedClient) =>
    [...(device.received.get(0)?.values() ?? [])]
      .filter(({ ns }) => ns === MetaNamespace.ROSTER_NOTICE)
      .sort((one, other) => one.id - other.id);
  const toldAt = (device: DeployedClient) => rosterMetasAt(device).map(toldBy);
  /** Every device of a user hears the same: those that are online at once, one that was away when it comes back. */
  const expectTold = async (who: Person, expected: readonly Told[]) => {
    for (const device of [who.phone, who.desk]) await vi.waitFor(() => expect(toldAt(device)).toEqual(expected));
    await who.away.connect();
    await who.away.provision();
    await who.away.pullAll(0);
    expect(toldAt(who.away)).toEqual(expected);
    expect((await who.away.unread()).unread.get(0) ?? 0).toBe(0);
    who.away.disconnect();
  };
  /** What the notices at a device say, read as deployed web clients read them; and native ones, where those hear less. */
  const listsAt = (device: DeployedClient, me: number) => {
    const friends = new Set<number>();
    const blocked = new Set<number>();
    for (const { payload } of rosterMetasAt(device)) {
      const { type, from: sender, to } = decodeRosterNotice(payload);
      const [from, concerned] = [sender?.uid ?? 0, to[0]?.uid ?? 0];
      const peer = from === me ? concerned : from;
      if (type === ADDED && concerned === me) friends.add(from);
      else if (type === ACCEPTED) friends.add(peer);
      else if (type === REMOVED) friends.delete(peer);
      else if (type === BLOCKED) blocked.add(peer);
      else if (type === UNBLOCKED) blocked.delete(peer);
    }
    const inOrder = (ids: Iterable<number>) => [...ids].sort((one, other) => one - other);
    return { friends: inOrder([...friends].filter((id) => !blocked.has(id))), blocked: inOrder(blocked) };
  };
  const textsAt = (device: DeployedClient, from: Person) =>
    device.messages(from.userId).map(({ body }) => body.content);
  const say = (from: Person, to: Person, text: string) => from.phone.sendText(to.userId, text);
  const expectRefused = ({ status, serverMid }: SyncDL, name: 'blockedByPeer' | 'notFriend') =>
    expect([status?.code, status?.reason, serverMid]).toEqual([StatusCode.UNAUTHORIZED, ErrorCode[name].message, 0]);
  const expectSent = ({ status, serverMid }: SyncDL) =>
    expect([status?.code, serverMid > 0]).toEqual([StatusCode.OK, true]);

  test('an application reaches the one asked, its acceptance both, and both have a friend more', async () => {
    await apply(ann, ben, { reason: 'we met at the lake' });
    await expectTold(ben, [[APPLIED, 'ann', 'ben', 'we met at the lake']]);
    const [applied] = rosterMetasAt(ben.phone);
    expect([applied?.from?.uid, applied?.to?.uid, toldAt(ann.phone)]).toEqual([ann.userId, ben.userId, []]);
    await about(ben, 'accept', ann);
    await expectTold(ann, [
      [ACCEPTED, 'ben', 'ann'],
      [ADDED, 'ben', 'ann'],
    ]);
    await expectTold(ben, [
      [APPLIED, 'ann', 'ben', 'we met at the lake'],
      [ACCEPTED, 'ben', 'ann'],
      [ADDED, 'ann', 'ben'],
    ]);
    const [accepted] = rosterMetasAt(ann.phone);
    expect([accepted?.from?.uid, accepted?.to?.uid]).toEqual([ben.userId, ann.userId]);
  });
  test('a declined one tells both, with the reason', async () => {
    await apply(ann, ben, { reason: 'hello' });
    await post(ben, 'decline', { user_id: ann.userId, reason: 'who are you?' });
    await expectTold(ann, [[DECLINED, 'ben', 'ann', 'who are you?']]);
    await expectTold(ben, [
      [APPLIED, 'ann', 'ben', 'hello'],
      [DECLINED, 'ben', 'ann', 'who are you?'],
    ]);
  });

  test('the same application told twice is told once, another one again', async () => {
    await apply(ann, ben, { reason: 'hello' });
    await apply(ann, ben, { reason: 'hello' });
    await apply(ann, ben, { reason: 'please' });
    await expectTold(ben, [
      [APPLIED, 'ann', 'ben', 'hello'],
      [APPLIED, 'ann', 'ben', 'please'],
    ]);
  });

  test('whoever takes friends at once has one more at once, on every device of both', async () => {
    await cloud.rest.post('/user/settings', { auth_mode: 0 }, ben.token);
    await apply(ann, ben);
    await expectTold(ann, [[ADDED, 'ben', 'ann']]);
    await expectTold(ben, [[ADDED, 'ann', 'ben']]);
  });

  test('a refused application tells nobody', async () => {
    await cloud.rest.post('/user/settings', { auth_mode: 2, auth_answer: 'blue' }, ben.token);
    await expect(apply(ann, ben, { auth_answer: 'red' })).rejects.toThrow('code 10007');
    await apply(ann, ben, { auth_answer: 'blue' });
    await expectTold(ben, [[ADDED, 'ann', 'ben']]);
    await expectTold(ann, [[ADDED, 'ben', 'ann']]);
  });

  test('two who ask each other are friends, as if the second had accepted', async () => {
    await apply(ann, ben);
    await apply(ben, ann);
    await expectTold(ann, [
      [ACCEPTED, 'ben', 'ann'],
      [ADDED, 'ben', 'ann'],
    ]);
    await expectTold(ben, [
      [APPLIED, 'ann', 'ben'],
      [ACCEPTED, 'ben', 'ann'],
      [ADDED, 'ann', 'ben'],
    ]);
  });

  test('a deleted friend hears of it, and so do the other devices of the one who deleted; once', async () => {
    await befriend();
    await about(ann, 'delete', ben);
    await about(ben, 'delete', ann);
    await expectTold(ann, [
      [ACCEPTED, 'ben', 'ann'],
      [ADDED, 'ben', 'ann'],
      [REMOVED, 'ann', 'ben'],
    ]);
    await expectTold(ben, [
      [APPLIED, 'ann', 'ben'],
      [ACCEPTED, 'ben', 'ann'],
      [ADDED, 'ann', 'ben'],
      [REMOVED, 'ann', 'ben'],
    ]);
  });

  test('friends by an admin token hear of each other', async () => {
    const response = await fetch(`${cloud.url}/user/add_roster`, {
      method: 'POST',
      headers: {
        app_id: cloud.appId,
        'access-token': cloud.adminToken,
        user_id: String(ann.userId),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ list: [ben.userId] }),
    });
    expect(await response.json()).toEqual({ code: 200, data: true });
    await expectTold(ann, [[ADDED, 'ben', 'ann']]);
    await expectTold(ben, [[ADDED, 'ann', 'ben']]);
  });

  test('blocks and notes are told to the own devices only', async () => {
    await befriend();
    await about(ann, 'block', ben);
    await about(ann, 'block', ben);
    await about(ann, 'unblock', ben);
    await about(ann, 'unblock', ben);
    await post(ann, 'ext', { user_id: ben.userId, alias: 'Benny', ext: '{"a":1}' });
    await post(ann, 'ext', { user_id: ben.userId, alias: 'Benny', mute_notification: true });
    await post(ann, 'ext', { user_id: ben.userId, mute_notification: true });
    await post(ann, 'ext', { user_id: ben.userId, mute_notification: 0 });
    await expectTold(ann, [
      [ACCEPTED, 'ben', 'ann'],
      [ADDED, 'ben', 'ann'],
      [BLOCKED, 'ann', 'ben'],
      [UNBLOCKED, 'ann', 'ben'],
      [INFO_UPDATED, 'ben', 'ann', { alias: 'Benny', ext: '{"a":1}' }],
      [INFO_UPDATED, 'ben', 'ann', { mute_notification: true }],
      [MUTED, 'ann', 'ben'],
      [INFO_UPDATED, 'ben', 'ann', { mute_notification: false }],
      [UNMUTED, 'ann', 'ben'],
    ]);
    await expectTold(ben, [
      [APPLIED, 'ann', 'ben'],
      [ACCEPTED, 'ben', 'ann'],
      [ADDED, 'ann', 'ben'],
    ]);
  });

  test('a muted friend is still counted', async () => {
    await befriend();
    await post(ann, 'ext', { user_id: ben.userId, mute_notification: true });
    await say(ben, ann, 'psst');
    await vi.waitFor(() => expect(textsAt(ann.desk, ben)).toEqual(['psst']));
    expect((await ann.phone.unread()).unread.get(ben.userId)).toBe(1);
  });

  test('a block holds from its answer on, and not a message longer', async () => {
    for (let round = 0; round < 5; round += 1) {
      expectSent(await say(ben, ann, `before ${round}`));
      await about(ann, 'block', ben);
      expectRefused(await say(ben, ann, 'hidden'), 'blockedByPeer');
      expectRefused(await ben.phone.sendTyping(ann.userId), 'blockedByPeer');
      expectSent(await say(ann, ben, `still ${round}`));
      await about(ann, 'unblock', ben);
      expectSent(await say(ben, ann, `after ${round}`));
    }
    const heard = Array.from({ length: 5 }, (_, round) => [`before ${round}`, `after ${round}`]).flat();
    await vi.waitFor(() => expect(textsAt(ann.phone, ben)).toEqual(heard));
  });

  test('strangers do not reach each other where the app says so; friends do, as long as they are', async () => {
    const acceptStrangers = (stranger_messages: boolean) =>
      cloud.rest.post('/admin/app/settings', { stranger_messages }, cloud.adminToken);
    expectSent(await say(ann, ben, 'hello stranger'));
    await acceptStrangers(false);
    try {
      expectRefused(await say(ann, ben, 'x'), 'notFriend');
      expectRefused(await say(ben, ann, 'x'), 'notFriend');
      expectSent(await say(ann, ann, 'a note to myself'));
      await befriend();
      expectSent(await say(ann, ben, 'hello friend'));
      expectSent(await say(ben, ann, 'hello'));
      await about(ann, 'block', ben);
      expectRefused(await say(ben, ann, 'x'), 'blockedByPeer');
      expectSent(await say(ann, ben, 'I can hear you not'));
      await about(ann, 'unblock', ben);
      expectSent(await say(ben, ann, 'back'));
      await about(ben, 'delete', ann);
      expectRefused(await say(ann, ben, 'x'), 'notFriend');
      expectRefused(await say(ben, ann, 'x'), 'notFriend');
    } finally {
      await acceptStrangers(true);
    }
    expectSent(await say(ann, ben, 'bye'));
    await vi.waitFor(() => expect(textsAt(ann.phone, ben)).toEqual(['hello', 'back']));
  });

  test('a block, a friend and a setting are as they were after a restart', async () => {
    await befriend();
    await about(ann, 'block', ben);
    await cloud.restart();
    for (const { phone } of [ann, ben]) {
      await phone.connect();
      await phone.provision();
    }
    expectRefused(await say(ben, ann, 'x'), 'blockedByPeer');
    await about(ann, 'unblock', ben);
    expectSent(await say(ben, ann, 'y'));
    expect(await cloud.rest.get('/roster/list', ann.token)).toEqual([ben.userId]);
  });

  describe('a new profile', () => {
    const change = (body: object) => cloud.rest.post('/user/profile', body, ann.token);
    // Devices that come and go are told of as user notices too.
    const isNews = ({ ns, payload }: Meta) =>
      ns === MetaNamespace.ROSTER_NOTICE ||
      (ns === MetaNamespace.USER_NOTICE && decodeUserNotice(payload).type === UserNoticeType.INFO_UPDATED);
    const nextNews = (device: DeployedClient) => device.nextSync(({ metas }) => metas.some(isNews));

    test('reaches the friends who are online and the own devices, and is not stored', async () => {
      await befriend();
      // News of the friendship that came later would be taken for what is waited for.
      const devices = [ben.phone, ben.desk, ann.phone, ann.desk];
      await vi.waitFor(() => expect(devices.map((device) => toldAt(device).length)).toEqual([3, 3, 2, 2]));
      const atFriend = [ben.phone, ben.desk].map((device) => nextNews(device));
      const atOwn = [ann.phone, ann.desk].map((device) => nextNews(device));
      await change({ nick_name: 'Annie', public_info: '{"a":1}', private_info: 'hidden' });
      for (const { xid, nextKey, metas } of await Promise.all(atFriend)) {
        const [meta] = metas;
        expect([xid?.uid, nextKey, meta?.from?.uid, meta?.to?.uid]).toEqual([0, 0, ann.userId, ben.userId]);
        const news = { nick_name: 'Annie', public_info: '{"a":1}' };
        expect(meta && toldBy(meta)).toEqual([INFO_UPDATED, 'ann', 'ben', news]);
      }
      for (const { metas } of await Promise.all(atOwn)) {
        const { type, content } = decodeUserNotice(metas[0]?.payload ?? new Uint8Array());
        expect(type).toBe(UserNoticeType.INFO_UPDATED);
        expect(JSON.parse(content)).toEqual({
          nick_name: 'Annie',
          public_info: '{"a":1}',
          private_info: 'hidden',
        });
      }
      await ben.away.connect();
      await ben.away.provision();
      await ben.away.pullAll(0);
      expect(toldAt(ben.away).map(([type]) => type)).toEqual([APPLIED, ACCEPTED, ADDED]);
    });

    test('is told by every call that changes what others see, and to friends only', async () => {
      await befriend();
      const cat = await join('cat');
      for (const [path, body, content] of [
        ['nickname?nick_name=Anna', {}, { nick_name: 'Anna' }],
        ['avatar', { avatar: '/a.png' }, { avatar: '/a.png' }],
        ['profile', { description: 'about me' }, { description: 'about me' }],
      ] as const) {
        const told = nextNews(ben.phone);
        await cloud.rest.post(`/user/${path}`, body, ann.token);
        expect((await told).metas.map(toldBy)).toEqual([[INFO_UPDATED, 'ann', 'ben', content]]);
      }
      // What only the own devices may know is not told, or it would come before this message.
      const own = nextNews(ann.desk);
      await change({ private_info: 'hidden' });
      await own;
      await change({});
      for (const friend of [ben, cat]) {
        const heard = friend.phone.nextSync(({ metas }) =>
          metas.some((meta) => isNews(meta) || meta.ns === MetaNamespace.MESSAGE),
        );
        expectSent(await say(ann, friend, 'hi'));
        expect((await heard).metas.map(({ ns }) => ns)).toEqual([MetaNamespace.MESSAGE]);
      }
      expect(rosterMetasAt(cat.phone)).toEqual([]);
    });
  });

  test.each([
    1, 2, 3,
  ])('seed %i: whatever happens, notices alone lead every device to the lists of a fresh login', async (seed) => {
    const random = randomFrom(seed);
    const everyone = [ann, ben, await join('cat', 0)];
    const actions = ['apply', 'accept', 'decline', 'delete', 'block', 'unblock', 'apply', 'accept'] as const;
    let refusedCount = 0;
    for (let step = 0; step < 120; step += 1) {
      const who = random.pick(everyone);
      const whom = random.pick(everyone.filter((other) => other !== who));
      const action = random.pick(actions);
      const isInBody = action === 'apply' || action === 'decline';
      const path = `/roster/${action}${isInBody ? '' : `?user_id=${whom.userId}`}`;
      const body = { user_id: whom.userId, alias: '', reason: String(step) };
      const { code } = await cloud.rest.call('POST', path, isInBody ? body : {}, who.token);
      if (code !== 200) refusedCount += 1;
    }
    expect(refusedCount).toBeLessThan(100);
    for (const who of everyone) {
      const friends = await cloud.rest.get('/roster/list', who.token);
      const blocked = await cloud.rest.get('/roster/blocked_list', who.token);
      await who.away.connect();
      await who.away.provision();
      await who.away.pullAll(0);
      for (const device of [who.phone, who.desk, who.away]) {
        await vi.waitFor(() => expect(listsAt(device, who.userId)).toEqual({ friends, blocked }));
      }
    }
  });
});
