import { type Cloud, DeployedClient, startCluster, type TestCluster, type TestUser } from '@warbler/test-kit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { People } from '../cloud/people.ts';
import { everyoneHeard } from './everyone-heard.ts';

const DEVICES = 40;
const DRAIN_MS = 2000;

let cluster: TestCluster;
let nodes: readonly [Cloud, Cloud];

beforeAll(async () => {
  cluster = await startCluster({ nodes: 2, limits: { drainMs: DRAIN_MS, devicesPerUser: DEVICES } });
  nodes = cluster.nodes as readonly [Cloud, Cloud];
  await everyoneHeard(nodes);
});
afterAll(() => cluster?.stop());

test('a node that stops sends its clients to the others one after another, and nothing is lost', async () => {
  const ann: TestUser = await nodes[0].register('ann');
  const ben = await nodes[0].register('ben');
  const people = nodes.map((node) => new People(node, 'websocket')) as [People, People];
  const sender = await people[1].device(ben, 'phone');
  const movedAtMs: number[] = [];
  const moves: Promise<void>[] = [];
  const devices: DeployedClient[] = [];
  for (let index = 0; index < DEVICES; index += 1) {
    const device = await people[0].device(ann, `device ${index}`);
    devices.push(device);
    // As clients do: to another address once the connection is gone.
    const moved = device.next('closed').then(async () => {
      movedAtMs.push(performance.now());
      device.url = nodes[1].url;
      await device.connect();
      await device.provision();
      await device.unread();
      await device.pullAll(ben.userId);
    });
    moves.push(moved);
  }
  const said: string[] = [];
  let isOver = false;
  const talking = (async () => {
    while (!isOver) {
      said.push(`${said.length}`);
      await sender.sendText(ann.userId, said.at(-1) as string);
    }
  })();

  let readyAtStop: number | undefined;
  const restarted = nodes[0].restart(async () => {
    isOver = true;
  });
  await vi.waitFor(async () => {
    const response = await fetch(`${nodes[0].url}/api/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'draining' });
    readyAtStop = movedAtMs.length;
  });
  expect(readyAtStop).toBeLessThan(DEVICES);
  await expect(DeployedClient.logIn(await people[0].login(ben, 'late'))).rejects.toThrow();
  await restarted;
  await talking;
  await Promise.all(moves);

  expect(movedAtMs).toHaveLength(DEVICES);
  const spreadMs = Math.max(...movedAtMs) - Math.min(...movedAtMs);
  expect(spreadMs).toBeGreaterThan(DRAIN_MS / 2);
  for (const device of devices) {
    await vi.waitFor(() => expect(device.messages(ben.userId).map(({ body }) => body.content)).toEqual(said), {
      timeout: 15_000,
    });
  }
  expect((await fetch(`${nodes[0].url}/api/ready`)).status).toBe(200);
  for (const some of people) some.leave();
});

test('a node that is alone stops at once', async () => {
  const alone = await startCluster({ nodes: 1, limits: { drainMs: 60_000 } });
  const people = new People(alone.nodes[0] as Cloud, 'websocket');
  await people.device((alone.nodes[0] as Cloud).users[0] as TestUser, 'phone');
  await alone.stop();
});
