import { type Cloud, startCloud } from '@warbler/test-kit';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { until, untilOnline } from '../until.ts';
import { buildSdk, requireSdk } from './sandbox.ts';
import { hosts, newDevice, runMiniProgram } from './stand-in.ts';

let cloud: Cloud;
let code = '';
beforeAll(async () => {
  code = await buildSdk();
});
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.stop());

const load = () => requireSdk(code);

test.each(hosts)('the built SDK talks, moves files and goes on after it was closed, over %s', async (host) => {
  const sdk = load();
  const device = newDevice();
  const program = runMiniProgram(device, host);
  const options = { appId: cloud.appId, dns: `${cloud.url}/v2/app_dns` };
  const client = sdk.createMiniProgramClient(program.api, options);
  const [alice, bob] = [cloud.users[0]!, cloud.users[1]!];
  await client.login({ name: alice.username, password: alice.password });
  await untilOnline(client);
  expect(program.openSockets).toBe(1);

  const peer = load().createMiniProgramClient(runMiniProgram(newDevice(), host).api, options);
  await peer.login({ name: bob.username, password: bob.password });
  await untilOnline(peer);
  const { localId } = client.send(bob.userId, { type: 'text', text: '你好 🙂, from a mini-program' });
  expect((await client.whenSettled(localId)).status).toBe('sent');
  const texts = () => peer.messages(alice.userId).map(({ content }) => 'text' in content && content.text);
  await until(peer, () => texts().includes('你好 🙂, from a mini-program'));
  await peer.markRead(alice.userId);
  await until(client, () => client.messages(bob.userId).at(-1)?.status === 'read');

  const transfers = sdk.miniProgramTransfers(program.api);
  const files = sdk.createFiles(client, { transfers });
  device.files.set(
    'wxfile://tmp_photo.bin',
    Uint8Array.from({ length: 70_000 }, (_, at) => at & 255),
  );
  const source = { path: 'wxfile://tmp_photo.bin', sizeBytes: 70_000 };
  const sent = await client.whenSettled(files.send(bob.userId, { type: 'file', source }).localId);
  expect(sent).toMatchObject({ status: 'sent', content: { name: 'tmp_photo.bin', sizeBytes: 70_000 } });
  const url = 'url' in sent.content ? sent.content.url : '';
  const { bytes } = await files.download(url).done;
  expect([...bytes.subarray(0, 3), bytes.length]).toEqual([0, 1, 2, 70_000]);

  await client.close();
  await expect.poll(() => program.openSockets).toBe(0);
  const again = load().createMiniProgramClient(runMiniProgram(device, host).api, options);
  expect(await again.resume()).toBe(true);
  await until(again, () => again.messages(bob.userId).length === 2);
  await untilOnline(again);
  await Promise.all([again.close(), peer.close()]);
});

test('a sixth socket is refused, and the client waits instead of failing', async () => {
  const { api } = runMiniProgram();
  for (let at = 0; at < 5; at += 1) api.connectSocket({ url: `${cloud.url.replace('http', 'ws')}/` });
  const client = load().createMiniProgramClient(api, { appId: cloud.appId, dns: `${cloud.url}/v2/app_dns` });
  await client.login({ name: cloud.users[2]!.username, password: cloud.users[2]!.password });
  await until(client, () => client.connection.state === 'waiting');
  await client.close();
});
