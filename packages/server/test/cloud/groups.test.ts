import {
  BodyType,
  decodeGroupNotice,
  decodeMessageBody,
  GroupNoticeType,
  MetaNamespace,
  OperationType,
  StatusCode,
} from '@warbler/protocol';
import { type Cloud, type DeployedClient, startCloud, type TestUser, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { operate } from './operate.ts';
import { People } from './people.ts';
import { shownBy, verifySync } from './verify-sync.ts';

describe.each(TRANSPORTS)('groups over %s', (transport) => {
  const suffix = transport.replace('.', '_');
  let cloud: Cloud;
  let people: People;
  let count = 0;
  let users: TestUser[] = [];
  let tokens: string[] = [];
  let ann: DeployedClient;
  let ben: DeployedClient;
  let cat: DeployedClient;
  let group: number;

  beforeAll(async () => {
    cloud = await startCloud();
    people = new People(cloud, transport);
  });
  afterEach(() => people.leave());
  afterAll(() => cloud.stop());

  const idOf = (client: DeployedClient) => client.options.userId;
  const tokenOf = (client: DeployedClient) =>
    tokens[users.findIndex(({ userId }) => userId === idOf(client))] as string;
  const post = (who: DeployedClient, path: string, body: object = {}) =>
    cloud.rest.post<never>(`/group/${path}`, body, tokenOf(who));
  const members = (...who: DeployedClient[]) => ({ group_id: group, user_list: who.map(idOf) });
  const say = (who: DeployedClient, text: string, fields: object = {}) =>
    who.sendText(group, text, { type: BodyType.GROUPCHAT, ...fields } as never);
  const unreadAt = async (who: DeployedClient) => (await who.unread()).unread.get(group);
  const textsAt = (who: DeployedClient) => shownBy(who, group).map(({ content }) => content);
  const noticesAt = (who: DeployedClient, conversation: number) =>
    [...(who.received.get(conversation)?.values() ?? [])]
      .filter(({ ns }) => ns === MetaNamespace.GROUP_NOTICE)
      .map(({ payload }) => decodeGroupNotice(payload))
      .filter(({ gid }) => gid?.uid === group);
  const typesAt = (who: DeployedClient, conversation: number) => noticesAt(who, conversation).map(({ type }) => type);

  /** Ann owns a group with ben; cat is not in it. All are online and syncing. */
  const meet = async (fields: object = {}) => {
    users = [];
    tokens = [];
    const clients: DeployedClient[] = [];
    for (const name of ['ann', 'ben', 'cat']) {
      const user = await cloud.register(`${name}_${suffix}_${count++}`);
      users.push(user);
      tokens.push(await cloud.rest.logIn(user));
      clients.push(await people.device(user, 'phone', { isSyncing: true }));
    }
    [ann, ben, cat] = clients as [DeployedClient, DeployedClient, DeployedClient];
    const made = await cloud.rest.post<{ group_id: number }>(
      '/group/create',
      { name: 'birds', user_list: [idOf(ben)], ...fields },
      tokenOf(ann),
    );
    group = made.group_id;
  };
  const verify = async (live: DeployedClient) => {
    const user = users.find(({ userId }) => userId === idOf(live)) as TestUser;
    const fresh = await people.device(user, 'fresh');
    await verifySync(live, fresh, group);
    fresh.disconnect();
  };

  test('a group is made, and its members hear of it in its stream', async () => {
    await meet();
    expect(group % 2).toBe(1);
    await vi.waitFor(() => expect(typesAt(ben, group)).toEqual([GroupNoticeType.CREATED]));
    await vi.waitFor(() => expect(typesAt(ann, group)).toEqual([GroupNoticeType.CREATED]));
    expect(noticesAt(ben, group)[0]?.to.map(({ uid }) => uid)).toEqual([idOf(ann), idOf(ben)]);
    expect(await cloud.rest.get('/group/user_joined', tokenOf(ben))).toEqual([group]);
    expect(noticesAt(cat, group)).toHaveLength(0);
  });

  test('a message reaches every member once, is counted for each, and nobody else gets it', async () => {
    await meet();
    await vi.waitFor(() => expect(typesAt(ben, group)).toHaveLength(1));
    const pushed = ben.nextSync((sync) => sync.metas.some(({ ns }) => ns === MetaNamespace.MESSAGE));
    const answer = await say(ann, 'hello birds');
    expect([answer.status?.code, answer.xid?.uid]).toEqual([StatusCode.OK, group]);
    const push = await pushed;
    expect([push.isEagerSync, push.xid?.uid, push.metas[0]?.to?.uid]).toEqual([true, group, group]);
    expect(await unreadAt(ben)).toBe(1);
    expect(await unreadAt(ann)).toBe(0);
    expect(await unreadAt(cat)).toBeUndefined();
    const stranger = await say(cat, 'let me in');
    expect([stranger.status?.code, stranger.serverMid]).toEqual([StatusCode.UNAUTHORIZED, 0]);
    expect((await cat.pull(group)).status?.code).toBe(StatusCode.UNAUTHORIZED);
  });

  test('a new member begins at the joining, and sees what was before only where the group says so', async () => {
    await meet();
    await say(ann, 'before');
    await post(ann, 'invite', members(cat));
    await vi.waitFor(() => expect(typesAt(cat, group)).toEqual([GroupNoticeType.JOINED]));
    expect(await unreadAt(cat)).toBe(0);
    await say(ben, 'after');
    await vi.waitFor(() => expect(textsAt(cat)).toEqual(['after']));
    expect(await unreadAt(cat)).toBe(1);
    const history = async () =>
      (await cat.history(group)).metas.map(({ payload }) => decodeMessageBody(payload).content);
    expect(await history()).toEqual(['after']);
    await post(ann, 'settings/history_visible', { group_id: group, value: 1 });
    expect(await history()).toEqual(['after', 'before']);
    await verify(ben);
  });

  test('who leaves or is kicked gets nothing more, hears of it, and starts anew when coming back', async () => {
    await meet();
    await post(ann, 'invite', members(cat));
    await say(ann, 'one');
    await vi.waitFor(() => expect(textsAt(cat)).toEqual(['one']));
    await post(ann, 'kick', members(cat));
    await vi.waitFor(() => expect(typesAt(cat, 0)).toContain(GroupNoticeType.KICKED));
    await say(ann, 'two');
    await vi.waitFor(() => expect(textsAt(ben)).toEqual(['one', 'two']));
    expect(textsAt(cat)).toEqual(['one']);
    expect((await cat.unread()).order).not.toContain(group);
    await post(ann, 'invite', members(cat));
    await say(ann, 'three');
    await vi.waitFor(() => expect(textsAt(cat)).toEqual(['one', 'three']));
    expect(await unreadAt(cat)).toBe(1);
    await cloud.rest.post(`/group/leave?group_id=${group}`, {}, tokenOf(cat));
    await vi.waitFor(() => expect(typesAt(ben, group)).toContain(GroupNoticeType.LEAVED));
    expect((await say(cat, 'still here?')).status?.code).toBe(StatusCode.UNAUTHORIZED);
  });

  test('banned members may not speak, admins may during a ban of all; it is over when lifted', async () => {
    await meet();
    await post(ann, 'ban', { ...members(ben), duration: 5 });
    expect((await say(ben, 'x')).status?.code).toBe(StatusCode.USER_BANNED);
    await vi.waitFor(() => expect(typesAt(ben, group)).toContain(GroupNoticeType.BANNED));
    await post(ann, 'unban', members(ben));
    expect((await say(ben, 'x')).status?.code).toBe(StatusCode.OK);
    await post(ann, 'settings/ban_all', { group_id: group, duration: -1 });
    expect((await say(ben, 'y')).status?.code).toBe(StatusCode.USER_BANNED);
    expect((await say(ann, 'y')).status?.code).toBe(StatusCode.OK);
    await post(ann, 'settings/unban_all', { group_id: group });
    expect((await say(ben, 'z')).status?.code).toBe(StatusCode.OK);
  });

  test('admins recall what others said; members do not', async () => {
    await meet();
    await post(ann, 'invite', members(cat));
    const bens = (await say(ben, 'rude')).serverMid;
    await vi.waitFor(() => expect(textsAt(cat)).toEqual(['rude']));
    expect((await operate(cat, group, OperationType.RECALL, bens)).status?.code).toBe(StatusCode.UNAUTHORIZED);
    expect((await operate(ann, group, OperationType.RECALL, bens)).status?.code).toBe(StatusCode.OK);
    await vi.waitFor(() => expect(textsAt(cat)).toEqual([]));
    expect(await unreadAt(cat)).toBe(0);
    await verify(cat);
  });

  test('appends reach the members with the group named', async () => {
    await meet();
    const { serverMid } = await say(ann, 'Once');
    await operate(ann, group, OperationType.APPEND, serverMid, { content: ' upon a time' });
    await vi.waitFor(() => expect(textsAt(ben)).toEqual(['Once upon a time']));
    const edits = [...(ben.received.get(group)?.values() ?? [])].map(({ ns, payload }) =>
      ns === MetaNamespace.MESSAGE ? decodeMessageBody(payload).operation?.xid?.uid : undefined,
    );
    expect(edits).toContain(group);
    await verify(ben);
  });

  test('every reader is told to the sender once, and in small groups also to a device that was away', async () => {
    await meet();
    await post(ann, 'settings/enable_read_ack', { group_id: group, value: 1 });
    await post(ann, 'invite', members(cat));
    const { serverMid } = await say(ann, 'read me');
    await vi.waitFor(() => expect([textsAt(ben), textsAt(cat)]).toEqual([['read me'], ['read me']]));
    const readersAt = (who: DeployedClient) =>
      [...(who.received.get(group)?.values() ?? [])]
        .filter(({ ns }) => ns === MetaNamespace.MESSAGE)
        .filter(({ payload }) => decodeMessageBody(payload).operation?.mid === serverMid)
        .map(({ from }) => from?.uid);
    const away = await people.device(users[0] as TestUser, 'away');
    away.disconnect();
    await ben.sendReceipt(idOf(ann), OperationType.READ_ACK, serverMid);
    await cat.sendReceipt(idOf(ann), OperationType.READ_ACK, serverMid);
    await cat.sendReceipt(idOf(ann), OperationType.READ_ACK, serverMid);
    expect([await unreadAt(ben), await unreadAt(cat)]).toEqual([0, 0]);
    await vi.waitFor(() => expect(readersAt(ann)).toEqual([idOf(ben), idOf(cat)]));
    expect([readersAt(ben), readersAt(cat)]).toEqual([[], []]);
    await away.connect();
    await away.provision();
    await away.pullAll(group);
    expect(readersAt(away)).toEqual([idOf(ben), idOf(cat)]);
  });

  test('who blocks the messages of a group gets none and counts none, until they are wanted again', async () => {
    await meet();
    await vi.waitFor(() => expect(typesAt(ben, group)).toHaveLength(1));
    await post(ben, 'msg/mute_mode', { group_id: group, msg_mute_mode: 2 });
    await say(ann, 'unheard');
    expect(await unreadAt(ben)).toBe(0);
    await post(ann, 'info/name', { group_id: group, value: 'owls' });
    await vi.waitFor(() => expect(typesAt(ben, group)).toContain(GroupNoticeType.INFO_UPDATED));
    expect(textsAt(ben)).toEqual([]);
    await post(ben, 'msg/mute_mode', { group_id: group, msg_mute_mode: 0 });
    await say(ann, 'heard');
    await vi.waitFor(() => expect(textsAt(ben)).toEqual(['heard']));
    expect(await unreadAt(ben)).toBe(1);
  });

  test('a chatroom counts nothing', async () => {
    await meet({ type: 2 });
    await say(ann, 'hello room');
    await vi.waitFor(() => expect(textsAt(ben)).toEqual(['hello room']));
    expect(await unreadAt(ben)).toBe(0);
    await cloud.rest.post('/group/apply', { group_id: group }, tokenOf(cat));
    await say(ann, 'hello cat');
    await vi.waitFor(() => expect(textsAt(cat)).toEqual(['hello cat']));
  });

  test('a dissolved group takes no messages', async () => {
    await meet();
    await cloud.rest.post(`/group/destroy?group_id=${group}`, {}, tokenOf(ann));
    await vi.waitFor(() => expect(typesAt(ben, group)).toContain(GroupNoticeType.DESTROYED));
    expect((await say(ben, 'anyone?')).status?.code).toBe(StatusCode.UNAUTHORIZED);
    expect(await cloud.rest.get('/group/user_joined', tokenOf(ben))).toEqual([]);
  });

  test('a device that was away has its groups after it comes back, and after a restart', async () => {
    await meet();
    ben.disconnect();
    await say(ann, 'one');
    await cloud.restart();
    for (const client of [ann, ben]) {
      await client.connect();
      await client.provision();
    }
    expect(await unreadAt(ben)).toBe(1);
    await ben.pullAll(group);
    expect(textsAt(ben)).toEqual(['one']);
    await say(ann, 'two');
    await vi.waitFor(() => expect(textsAt(ben)).toEqual(['one', 'two']));
  });
});
