import { createContext, runInContext } from 'node:vm';
import { type Cloud, startCloud } from '@warbler/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundles, makeBundle } from '../../scripts/bundle.ts';
import type * as Sdk from '../../src/mini-program/index.ts';
import { until, untilOnline } from '../until.ts';
import { newDevice, runMiniProgram } from './stand-in.ts';

let cloud: Cloud;
let code = '';
beforeAll(async () => {
  const bundle = bundles.find(({ name }) => name === 'mini-program')!;
  [cloud, code] = await Promise.all([startCloud(), makeBundle(bundle)]);
});
afterAll(() => cloud.stop());

/** What old engines lack of the language's library. */
const younger = `
for (const name of ['at', 'findLast', 'flatMap', 'with', 'toReversed', 'toSorted', 'includes'])
  delete Array.prototype[name];
for (const name of ['padStart', 'replaceAll']) delete String.prototype[name];
for (const name of ['entries', 'values', 'fromEntries']) delete Object[name];
delete Promise.prototype.finally;
delete globalThis.globalThis;
`;

/** Loads the built SDK where there is nothing but the language and timers, as in a mini-program. */
function load(): typeof Sdk {
  const module = { exports: {} };
  const context = createContext({ module, exports: module.exports, setTimeout, clearTimeout });
  for (const name of ['fetch', 'WebSocket', 'TextDecoder', 'TextEncoder', 'AbortController', 'Blob', 'URL', 'crypto']) {
    expect(runInContext(`typeof ${name}`, context)).toBe('undefined');
  }
  runInContext(younger, context);
  runInContext(code, context);
  // The bundle is the module, built.
  return module.exports as typeof Sdk;
}

test('the built SDK signs in, talks, moves files and goes on after it was closed, in a mini-program', async () => {
  const sdk = load();
  const device = newDevice();
  const program = runMiniProgram(device);
  const options = { appId: cloud.appId, dns: `${cloud.url}/v2/app_dns` };
  const client = sdk.createMiniProgramClient(program.api, options);
  const [alice, bob] = [cloud.users[0]!, cloud.users[1]!];
  await client.login({ name: alice.username, password: alice.password });
  await untilOnline(client);
  expect(program.openSockets).toBe(1);

  const peer = load().createMiniProgramClient(runMiniProgram().api, options);
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
  const again = load().createMiniProgramClient(runMiniProgram(device).api, options);
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
