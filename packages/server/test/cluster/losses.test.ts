import { BodyType, StatusCode, UserNoticeType } from '@warbler/protocol';
import {
  type Cloud,
  type DeployedClient,
  type FaultProxy,
  startCluster,
  startFaultProxy,
  type TestCluster,
  type TestUser,
} from '@warbler/test-kit';
import { type Nats, startNats } from '@warbler/test-kit/nats';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { People } from '../cloud/people.ts';
import { wasEnded } from '../cloud/user-notices.ts';
import { everyoneHeard } from './everyone-heard.ts';

/** Within so long everything is repaired, without a word of the clients. */
const SECONDS = { timeout: 15_000 };

let cluster: TestCluster;
let people: readonly People[];
let close: (() => Promise<void>)[];

const nodeAt = (node: number) => cluster.nodes[node] as Cloud;
const newUser = (name: string) => nodeAt(0).register(name);
const online = (node: number, user: TestUser, guid = 'phone') => (people[node] as People).device(user, guid);
const textsAt = (device: DeployedClient, conversation: number) =>
  device.messages(conversation).map(({ body }) => body.content);
const gets = (device: DeployedClient, conversation: number, texts: readonly string[]) =>
  vi.waitFor(() => expect(textsAt(device, conversation)).toEqual(texts), SECONDS);
const say = (device: DeployedClient, group: number, text: string) =>
  device.sendText(group, text, { type: BodyType.GROUPCHAT });
const busOf = async (node: number) => {
  const response = await fetch(`${nodeAt(node).url}/api/health`);
  return ((await response.json()) as { bus: string }).bus;
};
const becomes = (node: number, bus: string) => vi.waitFor(async () => expect(await busOf(node)).toBe(bus), SECONDS);

async function open(options: Omit<Parameters<typeof startCluster>[0], 'nodes'> = {}): Promise<void> {
  cluster = await startCluster({ nodes: 2, ...options, limits: { drainMs: 0, ...options.limits } });
  close.push(() => cluster.stop());
  people = cluster.nodes.map((node) => new People(node, 'websocket'));
  await everyoneHeard(cluster.nodes);
}

beforeEach(() => {
  close = [];
});
afterEach(async () => {
  for (const some of people) some.leave();
  for (const stop of close.reverse()) await stop();
});

/** Ways to lose the bus between the nodes. */
const LOSSES = {
  'a node is cut off from a bus in this process': async () => {
    await open();
    return {
      cut: async () => cluster.cut(1),
      heal: async () => cluster.heal(1),
      isHereCut: false,
    };
  },
  'a node is cut off from NATS by a broken network': async () => {
    const { proxy } = await openThroughProxies();
    return {
      async cut() {
        proxy.fault({ kind: 'refuse' });
        proxy.breakAll();
      },
      heal: async () => proxy.heal(),
      isHereCut: false,
    };
  },
  'a node is cut off from NATS by a network that swallows everything': async () => {
    const { proxy } = await openThroughProxies();
    return {
      cut: async () => proxy.fault({ kind: 'swallow', direction: 'both' }),
      heal: async () => proxy.heal(),
      isHereCut: false,
    };
  },
  'NATS is killed and started again': async () => {
    const { nats } = await openThroughProxies();
    return { cut: nats.kill, heal: nats.start, isHereCut: true };
  },
} as const;

async function openThroughProxies(): Promise<{ readonly nats: Nats; readonly proxy: FaultProxy }> {
  const nats = await startNats();
  close.push(nats.stop);
  const proxy = await startFaultProxy(nats.url.replace('nats:', 'http:'));
  close.push(proxy.stop);
  const urls = [nats.url, proxy.url.replace('http:', 'nats:')] as const;
  await open({ natsUrl: nats.url, configOf: (node) => ({ natsUrl: urls[node] }) });
  return { nats, proxy };
}

describe.each(Object.entries(LOSSES))('%s', (_name, start) => {
  test('what was sent meanwhile arrives once it is back, in both directions, and no client has to do anything', async () => {
    const loss = await start();
    const [ann, ben, cat] = [await newUser('ann'), await newUser('ben'), await newUser('cat')];
    const token = await nodeAt(0).rest.logIn(ann);
    const { group_id: group } = await nodeAt(0).rest.post<{ group_id: number }>(
      '/group/create',
      { name: 'birds', user_list: [ben.userId] },
      token,
    );
    const [at0, at1, spare, cats] = [
      await online(0, ann),
      await online(1, ben),
      await online(1, ben, 'spare'),
      await online(1, cat),
    ];
    await at0.sendText(ben.userId, 'before');
    await say(at1, group, 'hello');
    await gets(at1, ann.userId, ['before']);
    await gets(at0, group, ['hello']);

    await loss.cut();
    // Said before anybody knows that the bus is gone, and after.
    await at0.sendText(ben.userId, 'into the dark');
    await at1.sendText(ann.userId, 'from the dark');
    await becomes(1, 'cut');
    if (loss.isHereCut) await becomes(0, 'cut');
    await at0.sendText(ben.userId, 'still dark');
    await say(at0, group, 'anybody there?');
    await at1.sendText(ann.userId, 'all alone');
    await nodeAt(0).rest.post('/group/invite', { group_id: group, user_list: [cat.userId] }, token);
    await nodeAt(0).rest.post(`/user/kick?device_sn=${spare.deviceSn}`, {}, await nodeAt(0).rest.logIn(ben));
    // A node without the bus serves those who are connected to it.
    await at1.sendText(cat.userId, 'between us');
    await gets(cats, ben.userId, ['between us']);

    await loss.heal();
    await gets(at1, ann.userId, ['before', 'into the dark', 'still dark']);
    await gets(at0, ben.userId, ['from the dark', 'all alone']);
    await gets(at1, group, ['anybody there?']);
    await vi.waitFor(() => expect(cats.received.get(group)?.size ?? 0).toBeGreaterThan(0), SECONDS);
    await vi.waitFor(() => expect(spare.isConnected).toBe(false), SECONDS);
    await wasEnded(spare, UserNoticeType.KICKED_BY_OTHER_DEVICE);
    await everyoneHeard(cluster.nodes);
    await say(at0, group, 'welcome');
    await gets(cats, group, ['welcome']);
    expect([at0.isConnected, at1.isConnected, cats.isConnected]).toEqual([true, true, true]);
  });

  test('a node that hears nothing of changes does not believe for long what it remembers', async () => {
    const loss = await start();
    const [ann, ben] = [await newUser('ann'), await newUser('ben')];
    const at1 = await online(1, ann);
    const send = async () => (await at1.sendText(ben.userId, 'hello')).status?.code;
    expect(await send()).toBe(StatusCode.OK);
    await loss.cut();
    await becomes(1, 'cut');
    await nodeAt(0).rest.post(`/roster/block?user_id=${ann.userId}`, {}, await nodeAt(0).rest.logIn(ben));
    await vi.waitFor(async () => expect(await send()).not.toBe(StatusCode.OK), SECONDS);
    await loss.heal();
    await becomes(1, 'connected');
  });
});

test('what is lost without a sign is found with the next heartbeat', async () => {
  await open();
  const [ann, ben] = [await newUser('ann'), await newUser('ben')];
  const [at0, at1] = [await online(0, ann), await online(1, ben)];
  await at1.unread();
  cluster.cut(1);
  await at0.sendText(ben.userId, 'unheard');
  expect(textsAt(at1, ann.userId)).toEqual([]);
  await at1.unread();
  await gets(at1, ann.userId, ['unheard']);
});

test('a device that logs in elsewhere while its node is cut off ends here once that is known', async () => {
  await open();
  const ann = await newUser('ann');
  const at1 = await online(1, ann);
  cluster.cut(1);
  const at0 = await online(0, ann);
  expect(at1.isConnected).toBe(true);
  cluster.heal(1);
  await wasEnded(at1, UserNoticeType.KICK_BY_SAME_DEVICE);
  expect(at0.isConnected).toBe(true);
});
