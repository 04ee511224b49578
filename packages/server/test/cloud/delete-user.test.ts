import {
  BodyType,
  decodeGroupNotice,
  decodeRosterNotice,
  GroupNoticeType,
  MetaNamespace,
  OperationType,
  RosterNoticeType,
  StatusCode,
  UserNoticeType,
} from '@warbler/protocol';
import {
  type Cloud,
  type DeployedClient,
  startCloud,
  type TestUser,
  TRANSPORTS,
  type Transport,
} from '@warbler/test-kit';
import { databaseOfTests } from '@warbler/test-kit/postgres';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { SqliteBinding } from '../../src/storage/index.ts';
import { openPostgresStores, openStores } from '../suites/open-stores.ts';
import { asAdmin } from './as-admin.ts';
import { People } from './people.ts';
import { StoredRows } from './stored-rows.ts';
import { wasEnded } from './user-notices.ts';
import { verifySync } from './verify-sync.ts';

/** Stands in every text that a user who is going to be deleted keeps for themselves. */
const SECRET = 'erase-me';

interface Scene {
  readonly user: TestUser;
  readonly devices: readonly DeployedClient[];
  readonly friend: DeployedClient;
  readonly friendUser: TestUser;
  readonly member: DeployedClient;
  /** Owned by the user; the friend and the member are in it, the member as an admin. */
  readonly owned: number;
  /** Owned by the friend. */
  readonly joined: number;
  /** The friend's message that the user has read, and one that only arrived. */
  readonly read: number;
  readonly arrived: number;
  /** The user's picture. */
  readonly avatar: string;
}

let count = 0;

/** The smallest picture there is. */
const PIXEL = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64');

/** Uploads a picture of a user. @returns its object name */
async function uploadAvatar(cloud: Cloud, token: string): Promise<string> {
  const path = '/file/upload/avatar/user';
  const issued = await cloud.rest.get<{ upload_url: string; download_url: string }>(path, token);
  const form = new FormData();
  form.append('file', new Blob([PIXEL], { type: 'image/gif' }), `${SECRET}.gif`);
  const response = await fetch(new URL(issued.upload_url, cloud.url), { method: 'POST', body: form });
  expect(response.status).toBe(200);
  return new URL(issued.download_url, cloud.url).searchParams.get('object_name') ?? '';
}

/** A user who leaves traces everywhere, with a friend and a member of their groups who are online. */
async function meet(cloud: Cloud, people: People): Promise<Scene> {
  count += 1;
  const [user, friendUser, memberUser] = (await Promise.all(
    ['user', 'friend', 'member'].map((name) => cloud.register(`${name}_${count}`)),
  )) as [TestUser, TestUser, TestUser];
  const friend = await people.device(friendUser, 'phone');
  const member = await people.device(memberUser, 'phone');
  const devices = [await people.device(user, 'phone'), await people.device(user, 'laptop')];
  const [phone] = devices as [DeployedClient];
  const { token } = phone.options;
  const post = <Data>(path: string, body: object, by = token) => cloud.rest.post<Data>(path, body, by);

  await asAdmin(cloud, 'POST /user/add_roster', { body: { list: [friendUser.userId] }, user: user.userId });
  const profile = { nick_name: SECRET, description: SECRET, public_info: SECRET, private_info: SECRET };
  await post('/user/profile', profile);
  const avatar = await uploadAvatar(cloud, token);
  await post('/user/avatar', { avatar: `/file/download/avatar?object_name=${avatar}&of=${SECRET}` });
  await post(`/user/mobile?mobile=%2B49000000${count}`, {});
  const email = { user_id: user.userId, email: `${SECRET}@example.com` };
  await asAdmin(cloud, 'POST /user/profile/batch', { body: { list: [email] } });
  await post('/user/settings', {
    auth_question: SECRET,
    auth_answer: SECRET,
    push_nick_name: SECRET,
    push_token: SECRET,
  });
  await post('/user/push/alias', { alias: `${SECRET} ${count}` });
  await post('/user/push/tag', { tags: [SECRET] });
  await cloud.rest.post('/token/user', { name: user.username, password: user.password, device_guid: 'phone' });
  await post('/user/token/bind', { device_sn: 1, device_token: SECRET, notifier_name: 'n' });
  await post('/roster/ext', { user_id: friendUser.userId, alias: SECRET, ext: SECRET });
  await post(`/roster/block?user_id=${memberUser.userId}`, {});
  await post(`/roster/unblock?user_id=${memberUser.userId}`, {});

  const members = { user_list: [friendUser.userId, memberUser.userId] };
  const { group_id: owned } = await post<{ group_id: number }>('/group/create', { name: 'owned', ...members });
  await post('/group/admin/add', { group_id: owned, user_list: [memberUser.userId] });
  await post('/group/display_name', { group_id: owned, value: 'told to all members' });
  const { group_id: joined } = await post<{ group_id: number }>(
    '/group/create',
    { name: 'joined', user_list: [user.userId] },
    friend.options.token,
  );
  await post('/group/create', { name: SECRET });
  await post('/user/conversation/pin', { conversation_id: friendUser.userId });

  await phone.sendText(friendUser.userId, 'one from the user');
  await phone.sendText(friendUser.userId, 'two from the user');
  for (const group of [owned, joined]) {
    await phone.sendText(group, 'from the user', { type: BodyType.GROUPCHAT });
    await friend.sendText(group, 'from the friend', { type: BodyType.GROUPCHAT });
  }
  const { serverMid: read } = await friend.sendText(user.userId, 'read by the user');
  const { serverMid: arrived } = await friend.sendText(user.userId, 'delivered to the user');
  await vi.waitFor(() => expect(phone.received.get(friendUser.userId)?.has(arrived)).toBe(true));
  await phone.sendReceipt(friendUser.userId, OperationType.READ_ACK, read);
  // What is the user's alone: a note to themselves, and that they deleted a message.
  await phone.sendText(user.userId, SECRET);
  const operation = { type: OperationType.DELETE, mid: arrived, xid: { uid: friendUser.userId } };
  await phone.sendBody(user.userId, phone.nextClientMid(), { type: BodyType.OPER, operation });
  return { user, devices, friend, friendUser, member, owned, joined, read, arrived, avatar };
}

/** Tables in which a deleted user's number stays: that there was one, and what others had with them. */
const STAYS = ['conversation_members', 'conversations', 'messages', 'roster', 'unseen_ranges', 'users'];

/** The bytes of files are removed by the sweep, a while later. */
const SWEPT = ['file_objects'];

/** Nothing of the user is left but what others had with them. */
async function requireErased(cloud: Cloud, stored: StoredRows, scene: Scene): Promise<void> {
  const { userId } = scene.user;
  await vi.waitFor(async () => {
    const tables = Object.keys(await stored.with(userId)).filter((table) => !SWEPT.includes(table));
    expect(tables.sort()).toEqual(STAYS);
  });
  expect(await stored.with(userId)).toMatchObject({
    users: 1,
    // The friend's, a tombstone.
    roster: 1,
    // With the friend: the user's place, whose read position is the friend's receipt, and the friend's.
    conversations: 1,
    conversation_members: 2,
  });
  expect(await stored.holding(SECRET)).toEqual({});
  expect((await avatarOf(cloud, scene)).code).not.toBe(200);
}

/** How the user's picture is answered to whoever has its name: bytes are code 200. */
async function avatarOf(cloud: Cloud, { avatar, friend }: Scene): Promise<{ readonly code: number }> {
  const query = `object_name=${avatar}&app_id=${cloud.appId}&access-token=${friend.options.token}`;
  const response = await fetch(`${cloud.url}/file/download/avatar?${query}`);
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return isJson ? ((await response.json()) as { code: number }) : { code: response.status };
}

type Receipts = { readonly counts: { readonly delivered: number } };
const receiptsOf = (cloud: Cloud, { friend, user, read, arrived }: Scene) =>
  Promise.all(
    [read, arrived].flatMap((mid) =>
      ['read', 'delivered'].map((type) =>
        cloud.rest.get<Receipts>(
          `/message/receipts?conversation_id=${user.userId}&msg_id=${mid}&type=${type}`,
          friend.options.token,
        ),
      ),
    ),
  );
const receivedBy = (device: DeployedClient, conversation: number, ns: MetaNamespace) =>
  [...(device.received.get(conversation)?.values() ?? [])].filter((meta) => meta.ns === ns);
const groupNoticesAt = (device: DeployedClient, group: number) =>
  receivedBy(device, group, MetaNamespace.GROUP_NOTICE).map(({ payload }) => {
    const { type, from, to } = decodeGroupNotice(payload);
    return { type, from: from?.uid, to: to.map(({ uid }) => uid) };
  });

describe.each(TRANSPORTS)('deleting a user over %s', (transport: Transport) => {
  let cloud: Cloud;
  let stored: StoredRows;
  let people: People;
  beforeAll(async () => {
    const databaseUrl = await databaseOfTests();
    cloud = await startCloud({ databaseUrl });
    stored = new StoredRows(cloud, databaseUrl);
    people = new People(cloud, transport);
  });
  afterEach(() => people.leave());
  afterAll(() => cloud.stop());

  test('ends every session, frees the name, and leaves nothing but what others had with them', async () => {
    const scene = await meet(cloud, people);
    const { user, devices, friend, friendUser, member, owned, joined } = scene;
    const traces = Object.keys(await stored.holding(SECRET));
    expect(traces).toEqual(expect.arrayContaining(['users', 'files', 'devices', 'user_settings']));
    expect((await avatarOf(cloud, scene)).code).toBe(200);
    // What a device has is counted as delivered when its cursor is stored.
    const receipts = await vi.waitFor(async () => {
      const found = await receiptsOf(cloud, scene);
      expect(found.map(({ counts }) => counts.delivered)).toEqual([1, 1, 1, 1]);
      return found;
    });
    const unread = (await friend.unread()).unread;
    const token = (devices[0] as DeployedClient).options.token;
    await cloud.rest.post('/user/delete', { password: user.password }, token);
    await requireErased(cloud, stored, scene);

    for (const device of devices) {
      await wasEnded(device, UserNoticeType.REMOVED);
      await device.connect();
      expect((await device.provision()).code).toBe(StatusCode.INVALID_TOKEN);
      const { code } = await cloud.rest.call('GET', '/user/profile', undefined, device.options.token);
      expect(code).toBe(402);
    }

    // The friend is told, and keeps everything as it was.
    await vi.waitFor(() => {
      const notices = receivedBy(friend, 0, MetaNamespace.ROSTER_NOTICE).map(({ payload }) =>
        decodeRosterNotice(payload),
      );
      const removed = notices.filter(({ type }) => type === RosterNoticeType.REMOVED);
      expect(removed.map(({ from, to }) => [from?.uid, to.map(({ uid }) => uid)])).toEqual([
        [user.userId, [friendUser.userId]],
      ]);
    });
    expect(await receiptsOf(cloud, scene)).toEqual(receipts);
    const fresh = await people.device(friendUser, 'fresh');
    for (const conversation of [user.userId, owned, joined]) {
      await verifySync(friend, fresh, conversation);
      expect((await fresh.unread()).unread.get(conversation)).toBe(unread.get(conversation));
    }
    const { metas } = await fresh.history(user.userId, 0, 50);
    expect(metas).toHaveLength(4);
    const friends = await cloud.rest.get<number[]>('/roster/list', friend.options.token);
    expect(friends).not.toContain(user.userId);

    // The group of the user is its admin's.
    await vi.waitFor(() =>
      expect(groupNoticesAt(friend, owned).slice(-2)).toEqual([
        { type: GroupNoticeType.OWNER_ASSIGNED, from: user.userId, to: [member.options.userId] },
        { type: GroupNoticeType.LEAVED, from: user.userId, to: [user.userId] },
      ]),
    );
    await vi.waitFor(() =>
      expect(groupNoticesAt(friend, joined).at(-1)).toEqual({
        type: GroupNoticeType.LEAVED,
        from: user.userId,
        to: [user.userId],
      }),
    );
    const info = await cloud.rest.get<{ owner_id: number }>(`/group/info?group_id=${owned}`, member.options.token);
    expect(info.owner_id).toBe(member.options.userId);
    const said = await member.sendText(owned, 'life goes on', { type: BodyType.GROUPCHAT });
    await vi.waitFor(() => expect(friend.received.get(owned)?.has(said.serverMid)).toBe(true));

    // Nobody writes to them any more; reading what they wrote still counts for the reader.
    expect((await friend.sendText(user.userId, 'are you there?')).status).toMatchObject({
      code: StatusCode.FAIL,
      reason: 'the user was deleted',
    });
    expect((await friend.sendTyping(user.userId)).status?.code).toBe(StatusCode.FAIL);
    await friend.readAll(user.userId, metas[0]?.id ?? 0);
    expect((await fresh.unread()).unread.get(user.userId)).toBe(0);
    await requireErased(cloud, stored, scene);

    // Who takes the name is somebody else.
    const heir = await cloud.register(user.username);
    expect(heir.userId).not.toBe(user.userId);
    const heirs = await people.device(heir, 'phone');
    expect([heirs.deviceSn, (await heirs.unread()).order]).toEqual([1, []]);
    expect(await cloud.rest.get('/roster/list', heirs.options.token)).toEqual([]);
  });
});

describe('a server that dies while it erases a user', () => {
  let databaseUrl: string | undefined;
  let cloud: Cloud;
  let stored: StoredRows;
  let people: People;
  beforeAll(async () => {
    databaseUrl = await databaseOfTests();
    cloud = await startCloud({ databaseUrl });
    stored = new StoredRows(cloud, databaseUrl);
    people = new People(cloud, 'websocket');
  });
  afterAll(() => cloud.stop());

  /** What the server does to erase a user, as far as the one that died came: the last part is only begun. */
  const eraseParts = async ({ user: { userId: user } }: Scene, partCount: number) => {
    const { thread, close } = await (databaseUrl === undefined
      ? openStores({ binding: SqliteBinding.betterSqlite3, folder: cloud.dataDir })
      : openPostgresStores(databaseUrl));
    const owner = { appId: cloud.appId, user };
    const nowMs = Date.now();
    await thread.call('accounts.delete', { ...owner, nowMs });
    const parts: readonly ((limit: number) => Promise<unknown>)[] = [
      (limit) => thread.call('groups.depart', { ...owner, nowMs, limit, messagesMax: limit }),
      (limit) => thread.call('roster.depart', { ...owner, nowMs, limit }),
      async (limit) => {
        for (let device = 0; device < limit; device += 1) await thread.call('devices.erase', owner);
      },
      (limit) => thread.call('conversations.erase', { user, after: 0, limit, messagesMax: limit }),
      (limit) => thread.call('files.erase', { appId: cloud.appId, owner: user, to: user, limit }),
      () => thread.call('accounts.erase', owner),
    ];
    for (const part of parts.slice(0, Math.max(0, partCount - 1))) await part(10);
    await parts[partCount - 1]?.(1);
    await close();
  };

  test.each([
    0, 1, 2, 3, 4, 5, 6,
  ])('in part %i of it goes on when it is back, and others hear of it once', async (partCount) => {
    const scene = await meet(cloud, people);
    people.leave();
    await cloud.restart(() => eraseParts(scene, partCount));
    await requireErased(cloud, stored, scene);
    const { code } = await cloud.rest.call('POST', '/token/user', {
      name: scene.user.username,
      password: scene.user.password,
    });
    expect(code).toBe(10000);

    const { friend, owned, user } = scene;
    await friend.connect();
    await friend.provision();
    await friend.pullAll(0);
    await friend.pullAll(owned);
    const removed = receivedBy(friend, 0, MetaNamespace.ROSTER_NOTICE)
      .map(({ payload }) => decodeRosterNotice(payload))
      .filter(({ type, from }) => type === RosterNoticeType.REMOVED && from?.uid === user.userId);
    expect(removed).toHaveLength(1);
    const types = groupNoticesAt(friend, owned).map(({ type }) => type);
    expect(types.filter((type) => type === GroupNoticeType.LEAVED)).toHaveLength(1);
    expect(types.filter((type) => type === GroupNoticeType.OWNER_ASSIGNED)).toHaveLength(1);
    friend.disconnect();
  });
});
