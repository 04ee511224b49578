import {
  BodyType,
  ConversationOperationType,
  encodeConversation,
  MetaNamespace,
  OperationType,
} from '@warbler/protocol';
import { type Cloud, type DeployedClient, startCloud, type TestUser } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { People } from './people.ts';

type Counts = Readonly<Record<string, number>>;

describe('who has read, got and played a message', () => {
  let cloud: Cloud;
  let people: People;
  let users: TestUser[];
  let tokens: string[];
  let clients: DeployedClient[];
  let group: number;
  let count = 0;

  beforeAll(async () => {
    cloud = await startCloud();
    people = new People(cloud, 'websocket');
  });
  afterEach(() => people.leave());
  afterAll(() => cloud.stop());

  /** A group of the first and the others, all online and syncing, with read receipts. */
  const meet = async (size: number) => {
    users = [];
    for (let index = 0; index < size; index += 1) users.push(await cloud.register(`r${count++}`));
    tokens = await Promise.all(users.map((user) => cloud.rest.logIn(user)));
    clients = await Promise.all(users.map((user) => people.device(user, 'phone', { isSyncing: true })));
    const made = await cloud.rest.post<{ group_id: number }>(
      '/group/create',
      { name: 'readers', user_list: users.slice(1).map(({ userId }) => userId) },
      tokens[0],
    );
    group = made.group_id;
    await cloud.rest.post('/group/settings/enable_read_ack', { group_id: group, value: true }, tokens[0]);
  };
  const idsOf = (...indexes: number[]) => indexes.map((index) => users[index]?.userId);
  const say = async (text: string, by = 0, fields: object = {}) =>
    (await clients[by]?.sendText(group, text, { type: BodyType.GROUPCHAT, ...fields } as never))?.serverMid as number;
  const arrived = async (mid: number, ...at: number[]) =>
    vi.waitFor(() => {
      for (const index of at) expect(clients[index]?.received.get(group)?.has(mid)).toBe(true);
    });
  const list = (mid: number, type: string, { by = 0, conversation = group, more = '' } = {}) =>
    cloud.rest.call<{ user_ids: number[]; counts?: Counts }>(
      'GET',
      `/message/receipts?conversation_id=${conversation}&msg_id=${mid}&type=${type}${more}`,
      undefined,
      tokens[by],
    );
  const usersOf = async (mid: number, type: string) => (await list(mid, type)).data.user_ids;
  const countsOf = async (mid: number) => (await list(mid, 'read')).data.counts;

  test('follows single reads, reads of everything, deliveries and plays, and keeps the two lists complete', async () => {
    await meet(5);
    const first = await say('one');
    const second = await say('two');
    await arrived(second, 1, 2, 3);
    await clients[1]?.sendReceipt(users[0]?.userId as number, OperationType.READ_ACK, first);
    await clients[2]?.readAll(group, second);
    await clients[3]?.sendReceipt(users[0]?.userId as number, OperationType.PLAY_ACK, second);
    await vi.waitFor(async () => expect(await usersOf(first, 'undelivered')).toEqual([]));
    expect(await usersOf(first, 'read')).toEqual(idsOf(1, 2));
    expect(await usersOf(first, 'unread')).toEqual(idsOf(3, 4));
    expect(await usersOf(second, 'read')).toEqual(idsOf(2, 3));
    expect(await usersOf(second, 'played')).toEqual(idsOf(3));
    expect(await countsOf(second)).toEqual({
      read: 2,
      unread: 2,
      delivered: 4,
      undelivered: 0,
      played: 1,
      unplayed: 3,
    });
  });

  test('what is marked unread again was read; what is deleted or cleared unread was not', async () => {
    await meet(4);
    const mid = await say('hello');
    await arrived(mid, 1, 2, 3);
    const [, reader, deleter, clearer] = clients as [DeployedClient, DeployedClient, DeployedClient, DeployedClient];
    const about = (client: DeployedClient, type: OperationType) =>
      client.sendBody(client.options.userId, client.nextClientMid(), {
        type: BodyType.OPER,
        operation: { type, mid, xid: { uid: group } },
      });
    await reader.readAll(group, mid);
    await about(reader, OperationType.READ_CANCEL);
    await about(deleter, OperationType.DELETE);
    const type = ConversationOperationType.DELETE_EVERYWHERE;
    const clear = encodeConversation({ type: 1, operation: { type, xid: { uid: group } } });
    await clearer.sendMeta(MetaNamespace.CONVERSATION, clear);
    expect(await usersOf(mid, 'read')).toEqual(idsOf(1));
    expect(await usersOf(mid, 'unread')).toEqual(idsOf(2, 3));
    // Nothing waits to be read but at the one who said so.
    const waiting = await Promise.all([reader, deleter, clearer].map(async (client) => (await client.unread()).unread));
    expect(waiting.map((unread) => unread.get(group) ?? 0)).toEqual([1, 0, 0]);
  });

  test('receivers are those who were there then and still are', async () => {
    await meet(3);
    const mid = await say('hello');
    await cloud.rest.call('POST', `/group/leave?group_id=${group}`, {}, tokens[1]);
    const late = await cloud.register(`r${count++}`);
    await cloud.rest.post('/group/invite', { group_id: group, user_list: [late.userId] }, tokens[0]);
    expect(await usersOf(mid, 'unread')).toEqual(idsOf(2));
    const again = await say('again');
    expect(await usersOf(again, 'unread')).toEqual([users[2]?.userId, late.userId]);
  });

  test('comes in pages that neither lose nor repeat anyone', async () => {
    await meet(6);
    const mid = await say('hello');
    const all: number[] = [];
    for (let cursor = ''; ; ) {
      const page = (await list(mid, 'unread', { more: `&limit=2&cursor=${cursor}` })) as unknown as {
        data: { user_ids: number[]; counts?: Counts };
        cursor?: string;
      };
      expect(page.data.counts === undefined).toBe(cursor !== '');
      all.push(...page.data.user_ids);
      if (page.cursor === undefined) break;
      cursor = page.cursor;
    }
    expect(all).toEqual(idsOf(1, 2, 3, 4, 5));
  });

  test('is told to its author, to admins and to the server API, and to nobody else', async () => {
    await meet(3);
    const mid = await say('hello', 1);
    expect((await list(mid, 'read', { by: 1 })).code).toBe(200);
    expect((await list(mid, 'read', { by: 0 })).code).toBe(200);
    expect((await list(mid, 'read', { by: 2 })).code).toBe(10010);
    expect((await list(mid + 1, 'read', { by: 1 })).code).toBe(10002);
    expect((await list(mid, 'eaten', { by: 1 })).code).toBe(10002);
    const byAdmin = await cloud.rest.call(
      'GET',
      `/message/receipts?conversation_id=${group}&msg_id=${mid}`,
      undefined,
      cloud.adminToken,
    );
    expect(byAdmin.code).toBe(200);
  });

  test('works between two people too', async () => {
    await meet(2);
    const [one, two] = clients as [DeployedClient, DeployedClient];
    const peer = two.options.userId;
    const { serverMid: mid } = await one.sendText(peer, 'hello');
    const reads = async () => (await list(mid, 'read', { conversation: peer })).data.user_ids;
    expect(await reads()).toEqual([]);
    await two.sendReceipt(one.options.userId, OperationType.PLAY_ACK, mid);
    const played = await two.sendReceipt(one.options.userId, OperationType.PLAY_ACK, mid);
    expect(played.serverMid).toBe(mid);
    expect(await reads()).toEqual([peer]);
    const nobody = await cloud.rest.call(
      'GET',
      `/message/receipts?conversation_id=${peer}&msg_id=${mid}`,
      undefined,
      cloud.adminToken,
    );
    expect(nobody.code).toBe(10002);
  });
});
