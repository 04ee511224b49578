import { Command, encodeProvision, OsType } from '@warbler/protocol';
import { type Cloud, DeployedClient, movableClock, startCluster, type TestCluster } from '@warbler/test-kit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { People } from '../cloud/people.ts';
import { everyoneHeard } from './everyone-heard.ts';

const CHECK_MS = 1000;

const clock = movableClock();
let cluster: TestCluster;
let nodes: readonly [Cloud, Cloud];
/** Registering a device at the first node is not over before this; by default at once. */
let held: Promise<void> = Promise.resolve();
/** A device is registered at the first node; its login waits for `held`. */
let onRegistered = () => undefined as void;

beforeAll(async () => {
  cluster = await startCluster({
    nodes: 2,
    limits: { drainMs: 0, sessionCheckMs: CHECK_MS },
    ports: { clock },
    storageOf: (storage, node) =>
      node === 1
        ? storage
        : {
            ...storage,
            async call(name, input) {
              const output = await storage.call(name, input);
              if (name !== 'devices.provision') return output;
              onRegistered();
              await held;
              return output;
            },
          },
  });
  nodes = cluster.nodes as readonly [Cloud, Cloud];
  await everyoneHeard(nodes);
});
afterAll(() => cluster?.stop());

const connectionsAt = async (node: Cloud) => {
  const metrics = await fetch(`${node.url}/metrics`).then((response) => response.text());
  return Number(/^warbler_connections\{transport="websocket"\} (\d+)$/m.exec(metrics)?.[1]);
};

test('a login that is done only when its device has gone to another node ends nothing there', async () => {
  const ann = await nodes[0].register('ann');
  const people = nodes.map((node) => new People(node, 'websocket')) as [People, People];
  const phone = await people[1].device(ann, 'phone');
  // From the second time on it is a heartbeat.
  await phone.unread();
  const login = await people[0].login(ann, 'phone');

  const release = Promise.withResolvers<void>();
  const registered = Promise.withResolvers<void>();
  held = release.promise;
  onRegistered = registered.resolve;
  const impatient = new DeployedClient(login);
  await impatient.connect();
  impatient.sendFrame(
    Command.PROVISION,
    encodeProvision({
      xid: { uid: ann.userId },
      token: login.token,
      osType: OsType.WEB,
      sdkVsn: '2.0.0',
      deviceGuid: 'phone',
      deviceInfo: 'Web',
    }),
  );
  await registered.promise;
  impatient.disconnect();
  await vi.waitFor(async () => expect(await connectionsAt(nodes[0])).toBe(0));
  release.resolve();

  // What the first node has to say of it is said before the message.
  const ben = await people[0].device(await nodes[0].register('ben'), 'phone');
  await ben.sendText(ann.userId, 'still there?');
  await vi.waitFor(() => expect(phone.messages(ben.options.userId)).toHaveLength(1));
  expect(phone.isConnected).toBe(true);

  // The late login is over for the store too; and the check that comes with a heartbeat finds nothing to end.
  await vi.waitFor(async () => {
    const devices = await nodes[0].rest.get<{ online: boolean }[]>('/user/device/list', login.token);
    expect(devices.map(({ online }) => online)).toEqual([false]);
  });
  clock.pass(CHECK_MS + 1);
  await phone.unread();
  for (let round = 0; round < 20; round += 1) await phone.sendText(ben.options.userId, `round ${round}`);
  expect(phone.isConnected).toBe(true);
  for (const some of people) some.leave();
});
