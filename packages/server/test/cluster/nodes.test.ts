import { BodyType, OperationType, StatusCode, UserNoticeType } from '@warbler/protocol';
import {
  type Cloud,
  type DeployedClient,
  type DeployedClientOptions,
  startCluster,
  type TestCluster,
  type TestUser,
} from '@warbler/test-kit';
import { type Nats, startNats } from '@warbler/test-kit/nats';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { asAdmin } from '../cloud/as-admin.ts';
import { operate } from '../cloud/operate.ts';
import { People } from '../cloud/people.ts';
import { userNoticesAt, wasEnded } from '../cloud/user-notices.ts';
import { everyoneHeard } from './everyone-heard.ts';

const NODES = 3;
let userCount = 0;

describe.each(['in this process', 'NATS'] as const)('three nodes over a bus %s', (busName) => {
  let nats: Nats | undefined;
  let cluster: TestCluster;
  let people: readonly People[];

  beforeAll(async () => {
    nats = busName === 'NATS' ? await startNats() : undefined;
    cluster = await startCluster({ nodes: NODES, natsUrl: nats?.url, limits: { drainMs: 50, deviceLoginQuietMs: 0 } });
    people = cluster.nodes.map((node) => new People(node, 'websocket'));
    await everyoneHeard(cluster.nodes);
  });
  afterEach(() => {
    for (const some of people) some.leave();
  });
  afterAll(async () => {
    await cluster?.stop();
    await nats?.stop();
  });

  const nodeAt = (node: number) => cluster.nodes[node] as Cloud;
  const newUser = (name: string) => nodeAt(0).register(`${name}_${busName.slice(0, 2)}_${userCount++}`);
  const online = (node: number, user: TestUser, guid = 'phone', options: Partial<DeployedClientOptions> = {}) =>
    (people[node] as People).device(user, guid, options);
  const textsAt = (device: DeployedClient, conversation: number) =>
    device.messages(conversation).map(({ body }) => body.content);
  const gets = (device: DeployedClient, conversation: number, texts: readonly string[]) =>
    vi.waitFor(() => expect(textsAt(device, conversation)).toEqual(texts), { timeout: 10_000 });
  const makeGroup = async (owner: TestUser, members: readonly TestUser[], fields: object = {}) => {
    const token = await nodeAt(0).rest.logIn(owner);
    const body = { name: 'birds', user_list: members.map(({ userId }) => userId), ...fields };
    return (await nodeAt(0).rest.post<{ group_id: number }>('/group/create', body, token)).group_id;
  };

  test('people at different nodes write to each other, and each gets everything once and in order', async () => {
    const [ann, ben] = [await newUser('ann'), await newUser('ben')];
    const [at0, at1, laptop] = [await online(0, ann), await online(1, ben), await online(2, ann, 'laptop')];
    const said: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      said.push(`from ann ${round}`, `from ben ${round}`);
      await at0.sendText(ben.userId, `from ann ${round}`);
      await at1.sendText(ann.userId, `from ben ${round}`);
    }
    await gets(laptop, ben.userId, said);
    await gets(
      at1,
      ann.userId,
      said.filter((text) => text.includes('ann')),
    );
    await gets(
      at0,
      ben.userId,
      said.filter((text) => text.includes('ben')),
    );
    expect([at0.repeatCount, at1.repeatCount, laptop.repeatCount]).toEqual([0, 0, 0]);
  });

  test('a message is pushed, not only announced, to a device at another node that has everything before', async () => {
    const [ann, ben] = [await newUser('ann'), await newUser('ben')];
    const [at0, at1] = [await online(0, ann), await online(1, ben)];
    await at0.sendText(ben.userId, 'first');
    await gets(at1, ann.userId, ['first']);
    const pushed = at1.nextSync((sync) => sync.isEagerSync && sync.xid?.uid === ann.userId);
    await at0.sendText(ben.userId, 'second');
    expect((await pushed).metas).toHaveLength(1);
  });

  test('two nodes that write to one conversation in the same moment: every device gets the same order', async () => {
    const [ann, ben, cat] = [await newUser('ann'), await newUser('ben'), await newUser('cat')];
    const group = await makeGroup(ann, [ben, cat]);
    const devices = [await online(0, ann), await online(1, ben), await online(2, cat)];
    const watchers = [await online(2, ann, 'pad'), await online(0, ben, 'pad'), await online(1, cat, 'pad')];
    const COUNT = 30;
    await Promise.all(
      devices.flatMap((device, who) =>
        Array.from({ length: COUNT }, (_, index) =>
          device.sendText(group, `${who} ${index}`, { type: BodyType.GROUPCHAT }),
        ),
      ),
    );
    await vi.waitFor(
      () => {
        for (const watcher of watchers) expect(textsAt(watcher, group)).toHaveLength(devices.length * COUNT);
      },
      { timeout: 15_000 },
    );
    const [first, ...others] = watchers.map((watcher) => watcher.messages(group).map(({ mid }) => mid));
    for (const order of others) expect(order).toEqual(first);
    for (const watcher of watchers) {
      const arrived = [...(watcher.received.get(group)?.keys() ?? [])];
      expect(arrived).toEqual([...arrived].sort((one, other) => one - other));
    }
  });

  test('typing reaches other nodes, and is not stored', async () => {
    const [ann, ben] = [await newUser('ann'), await newUser('ben')];
    const [at0, at1] = [await online(0, ann), await online(1, ben)];
    const heard = at1.nextSync((sync) => sync.metas.length === 1 && sync.nextKey === 0);
    await at0.sendTyping(ben.userId);
    await heard;
    expect((await at1.history(ann.userId)).metas).toEqual([]);
  });

  test('receipts, recalls and edits reach the other nodes', async () => {
    const [ann, ben] = [await newUser('ann'), await newUser('ben')];
    const [at0, at1] = [await online(0, ann), await online(1, ben)];
    const { serverMid: read } = await at0.sendText(ben.userId, 'read me');
    const { serverMid: gone } = await at0.sendText(ben.userId, 'never said');
    await gets(at1, ann.userId, ['read me', 'never said']);
    await at1.sendReceipt(ann.userId, OperationType.READ_ACK, read);
    await operate(at0, ben.userId, OperationType.RECALL, gone);
    const operationsAt = (device: DeployedClient, peer: number) =>
      [...(device.received.get(peer)?.values() ?? [])].length;
    await vi.waitFor(() => expect(operationsAt(at0, ben.userId)).toBe(2));
    await vi.waitFor(() => expect(operationsAt(at1, ann.userId)).toBe(3));
    expect((await at1.history(ann.userId)).metas).toHaveLength(1);
    // What is read on one device is read at every node.
    const laptop = await online(2, ben, 'laptop');
    expect((await laptop.unread()).unread.get(ann.userId)).toBe(0);
  });

  test('groups: messages, those who join and leave at another node, and those who block', async () => {
    const [ann, ben, cat] = [await newUser('ann'), await newUser('ben'), await newUser('cat')];
    const group = await makeGroup(ann, [ben]);
    const [at0, at1, at2] = [await online(0, ann), await online(1, ben), await online(2, cat)];
    const token = await nodeAt(1).rest.logIn(ann);
    const say = (text: string) => at0.sendText(group, text, { type: BodyType.GROUPCHAT });
    await say('before cat');
    await gets(at1, group, ['before cat']);
    await nodeAt(1).rest.post('/group/invite', { group_id: group, user_list: [cat.userId] }, token);
    await vi.waitFor(() => expect(at2.received.get(group)?.size ?? 0).toBeGreaterThan(0), { timeout: 10_000 });
    await say('with cat');
    await gets(at2, group, ['with cat']);
    await nodeAt(1).rest.post('/group/kick', { group_id: group, user_list: [cat.userId] }, token);
    await say('without cat');
    await gets(at1, group, ['before cat', 'with cat', 'without cat']);
    expect(textsAt(at2, group)).toEqual(['with cat']);
  });

  test('a chatroom over three nodes', async () => {
    const users = [await newUser('ann'), await newUser('ben'), await newUser('cat')] as const;
    const [ann, ben, cat] = users;
    const group = await makeGroup(ann, [ben, cat], { type: 2 });
    const devices = [await online(0, ann), await online(1, ben), await online(2, cat)] as const;
    await devices[2].sendText(group, 'hello all', { type: BodyType.GROUPCHAT, priority: 1 });
    await gets(devices[0], group, ['hello all']);
    await gets(devices[1], group, ['hello all']);
  });

  test('who is blocked is refused at every node at once, and let in again', async () => {
    const [ann, ben] = [await newUser('ann'), await newUser('ben')];
    const [at0] = [await online(0, ann), await online(1, ben)];
    const token = await nodeAt(1).rest.logIn(ben);
    const send = async () => (await at0.sendText(ben.userId, 'hello')).status?.code;
    expect(await send()).toBe(StatusCode.OK);
    await nodeAt(1).rest.post(`/roster/block?user_id=${ann.userId}`, {}, token);
    await vi.waitFor(async () => expect(await send()).not.toBe(StatusCode.OK));
    await nodeAt(2).rest.post(`/roster/unblock?user_id=${ann.userId}`, {}, token);
    await vi.waitFor(async () => expect(await send()).toBe(StatusCode.OK));
  });

  test('a login at one node is told to the devices at another; both are listed as online', async () => {
    const ann = await newUser('ann');
    const at0 = await online(0, ann);
    await online(1, ann, 'laptop');
    await vi.waitFor(() => expect(userNoticesAt(at0).map(({ type }) => type)).toContain(UserNoticeType.DEVICE_ADDED));
    const token = await nodeAt(2).rest.logIn(ann);
    const states = async () => {
      const devices = await nodeAt(2).rest.get<readonly { online: boolean }[]>('/user/device/list', token);
      return devices.map((device) => device.online);
    };
    expect(await states()).toEqual([true, true]);
    expect(await nodeAt(2).rest.get('/user/online_status', token)).toEqual({ online: true });
    at0.disconnect();
    await vi.waitFor(async () => expect(await states()).toEqual([false, true]), { timeout: 10_000 });
  });

  test('the same device at another node ends its session at the first one, and gets what it had not got', async () => {
    const [ann, ben] = [await newUser('ann'), await newUser('ben')];
    const at0 = await online(0, ann);
    const sender = await online(2, ben);
    await sender.sendText(ann.userId, 'one');
    await gets(at0, ben.userId, ['one']);
    const at1 = await online(1, ann);
    await wasEnded(at0, UserNoticeType.KICK_BY_SAME_DEVICE);
    expect(at1.isConnected).toBe(true);
    await sender.sendText(ann.userId, 'two');
    await vi.waitFor(() => expect(textsAt(at1, ben.userId)).toContain('two'));
  });

  test('a device that reconnects at another node goes on where it was', async () => {
    const [ann, ben] = [await newUser('ann'), await newUser('ben')];
    const sender = await online(2, ben);
    const device = await online(0, ann);
    await sender.sendText(ann.userId, 'one');
    await gets(device, ben.userId, ['one']);
    device.disconnect();
    await sender.sendText(ann.userId, 'two');
    device.url = nodeAt(1).url;
    await device.connect();
    await device.provision();
    await device.unread();
    await device.pullAll(ben.userId);
    await gets(device, ben.userId, ['one', 'two']);
  });

  test('a kick, a change of the password and a ban at one node end sessions at the others, and their tokens', async () => {
    const ann = await newUser('ann');
    const token = await nodeAt(0).rest.logIn(ann);
    const kicked = await online(1, ann, 'kicked');
    const { deviceSn } = kicked;
    await nodeAt(0).rest.post(`/user/kick?device_sn=${deviceSn}`, {}, token);
    await wasEnded(kicked, UserNoticeType.KICKED_BY_OTHER_DEVICE);
    await kicked.connect();
    expect((await kicked.provision()).code).toBe(StatusCode.INVALID_TOKEN);

    const other = await online(2, ann, 'other');
    const change = { old_password: ann.password, new_password: 'another password' };
    await nodeAt(0).rest.post('/user/change_password', change, token);
    await wasEnded(other, UserNoticeType.PASSWORD_CHANGED);
    await other.connect();
    expect((await other.provision()).code).toBe(StatusCode.INVALID_TOKEN);

    const again = await online(1, { ...ann, password: 'another password' }, 'again');
    await asAdmin(nodeAt(0), 'PUT /user/disable', { body: { list: [ann.userId] } });
    await wasEnded(again, UserNoticeType.FROZEN);
    await vi.waitFor(async () => {
      const answer = await nodeAt(2).rest.call('GET', '/user/profile', undefined, token);
      expect(answer.code).not.toBe(200);
    });
  });

  test('a call that asks a bot gets the answer of a bot at another node', async () => {
    const [ann, bot] = [await newUser('ann'), await newUser('bot')];
    const worker = await online(1, bot);
    const asked = vi.waitFor(() => expect(textsAt(worker, ann.userId)).toEqual(['why?']), { timeout: 10_000 });
    const answer = asAdmin<{ messages: readonly { content: string }[] }>(nodeAt(0), 'POST /ai/message/send', {
      body: { type: 1, content_type: 0, content: 'why?', from_user_id: ann.userId, targets: [bot.userId] },
    });
    await asked;
    await worker.sendText(ann.userId, 'because');
    expect((await answer).messages.map(({ content }) => content)).toEqual(['because']);
  });

  test('settings are told to the devices at other nodes', async () => {
    const ann = await newUser('ann');
    const at1 = await online(1, ann);
    const token = await nodeAt(0).rest.logIn(ann);
    await nodeAt(0).rest.post('/user/settings', { auth_mode: 2, auth_answer: 'blue' }, token);
    await vi.waitFor(() => expect(userNoticesAt(at1).map(({ type }) => type)).toContain(UserNoticeType.INFO_UPDATED));
  });

  test('an app that is frozen at one node is served at none', async () => {
    const ann = await newUser('ann');
    const device = await online(1, ann);
    const { token } = await nodeAt(0).rest.post<{ token: string }>('/admin/login', {
      username: 'admin',
      password: nodeAt(0).consolePassword,
    });
    const setStatus = (status: string) =>
      nodeAt(0).rest.call('PUT', `/admin/apps/${nodeAt(0).appId}/status`, { status }, token);
    expect((await setStatus('frozen')).code).toBe(200);
    try {
      await vi.waitFor(() => expect(device.isConnected).toBe(false), { timeout: 10_000 });
    } finally {
      await setStatus('normal');
    }
    await vi.waitFor(() => online(2, ann), { timeout: 10_000 });
  });

  test('as many devices as may be online, whichever node they are at', async () => {
    const ann = await newUser('ann');
    for (let index = 0; index < 20; index += 1) await online(index % NODES, ann, `device ${index}`);
    await expect(online(1, ann, 'one too many')).rejects.toThrow(String(StatusCode.TOO_MANY_DEVICES));
  });
});

test('what is not stored has ids of its own at each node, also in the same millisecond: clients drop an id that they know', async () => {
  const nowMs = Date.now();
  const clock = { now: () => nowMs, elapsed: () => performance.now() };
  const cluster = await startCluster({ nodes: 2, ports: { clock } });
  const [first, second] = cluster.nodes.map((node) => new People(node, 'websocket')) as [People, People];
  try {
    await everyoneHeard(cluster.nodes);
    const [ann, ben, cat] = (cluster.nodes[0] as Cloud).users as [TestUser, TestUser, TestUser];
    const to = await first.device(ann, 'phone');
    const writers = [await first.device(ben, 'phone'), await second.device(cat, 'phone')];
    for (let count = 0; count < 10; count += 1) for (const writer of writers) await writer.sendTyping(ann.userId);
    const idsOf = ({ userId }: TestUser) => [...(to.received.get(userId)?.keys() ?? [])];
    await vi.waitFor(() => expect([idsOf(ben).length, idsOf(cat).length]).toEqual([10, 10]));
    expect(new Set([...idsOf(ben), ...idsOf(cat)]).size).toBe(20);
  } finally {
    first.leave();
    second.leave();
    await cluster.stop();
  }
});
