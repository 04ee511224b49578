import { BodyType, decodeMessageBody, StatusCode } from '@warbler/protocol';
import { type Cloud, type DeployedClient, startCloud, type TestUser, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { People } from './people.ts';
import { shownBy } from './verify-sync.ts';

const CHATROOM = 2;

describe.each(TRANSPORTS)('chatrooms over %s', (transport) => {
  let cloud: Cloud;
  let people: People;
  let clients: DeployedClient[];
  let users: TestUser[];
  let tokens: string[];
  let room: number;
  let count = 0;

  beforeAll(async () => {
    // Four online at a message: 40 are ten messages, and hardly anything comes back within a test.
    cloud = await startCloud({ limits: { chatroomDeliveriesPerSecond: 1, chatroomDeliveryBurst: 40 } });
    people = new People(cloud, transport);
    users = [];
    for (const name of ['ann', 'ben', 'cat', 'dan']) users.push(await cloud.register(`${name}_${count++}`));
    tokens = await Promise.all(users.map((user) => cloud.rest.logIn(user)));
  });
  afterEach(() => people.leave());
  afterAll(() => cloud.stop());

  const enter = async () => {
    clients = await Promise.all(users.map((user) => people.device(user, 'phone', { isSyncing: true })));
    const made = await cloud.rest.post<{ group_id: number }>(
      '/group/create',
      { name: 'room', type: CHATROOM, user_list: users.slice(1).map(({ userId }) => userId) },
      tokens[0],
    );
    room = made.group_id;
  };
  const say = async (text: string, priority: number) => {
    const { status } = (await clients[0]?.sendText(room, text, { type: BodyType.GROUPCHAT, priority } as never)) ?? {};
    expect(status?.code).toBe(StatusCode.OK);
  };
  const textsAt = (client: DeployedClient | undefined) =>
    client === undefined ? [] : shownBy(client, room).map(({ content }) => content);
  const dropped = async () =>
    (await (await fetch(`${cloud.url}/metrics`)).text())
      .split('\n')
      .filter((line) => line.startsWith('warbler_diffusion_dropped_total{'));

  test('under load messages with a priority are stored but not delivered, and a metric counts them', async () => {
    await enter();
    for (let index = 0; index < 9; index += 1) await say(`urgent ${index}`, 0);
    // A device that is fetching would come by what others are spared.
    for (const client of clients.slice(1)) {
      await vi.waitFor(() => expect(textsAt(client)).toHaveLength(9));
      await client.pullAll(room);
    }
    await say('a like', 10);
    await say('a gift', 1);
    await say('still urgent', 0);
    const urgent = [...Array.from({ length: 9 }, (_, index) => `urgent ${index}`), 'still urgent'];
    for (const client of clients.slice(1)) await vi.waitFor(() => expect(textsAt(client)).toEqual(urgent));
    expect(await dropped()).toEqual([
      'warbler_diffusion_dropped_total{priority="10"} 1',
      'warbler_diffusion_dropped_total{priority="1"} 1',
    ]);
    const { metas } = (await clients[1]?.history(room, 0, 200)) ?? { metas: [] };
    const stored = metas.map(({ payload }) => decodeMessageBody(payload).content).reverse();
    expect(stored).toEqual([...urgent.slice(0, 9), 'a like', 'a gift', 'still urgent']);
  });

  test('nothing there is ever unread, and a group with unread counts drops nothing', async () => {
    await enter();
    await say('hello', 0);
    await vi.waitFor(() => expect(textsAt(clients[1])).toEqual(['hello']));
    expect((await clients[1]?.unread())?.unread.get(room)).toBe(0);
    const members = users.slice(1).map(({ userId }) => userId);
    const made = await cloud.rest.post<{ group_id: number }>('/group/create', { user_list: members }, tokens[0]);
    room = made.group_id;
    await say('important', 10);
    for (const client of clients.slice(1)) await vi.waitFor(() => expect(textsAt(client)).toEqual(['important']));
    expect((await clients[1]?.unread())?.unread.get(room)).toBe(1);
  });
});
