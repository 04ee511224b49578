import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { deflateSync } from 'node:zlib';
import {
  BodyType,
  Command,
  CompressMethod,
  encodeFrame,
  encodeProvision,
  encodeSyncUL,
  OperationType,
  StatusCode,
} from '@warbler/protocol';
import { type Cloud, startCloud, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { People } from './people.ts';

describe.each(TRANSPORTS)('a hostile or clumsy client over %s', (transport) => {
  const suffix = transport.replace('.', '_');
  let cloud: Cloud;
  let people: People;
  beforeAll(async () => {
    cloud = await startCloud({ limits: { outboundBytes: 200_000, framesPerSecond: 100_000, frameBurst: 100_000 } });
    people = new People(cloud, transport);
  });
  afterEach(() => people.leave());
  afterAll(() => cloud.stop());

  test('an operation is refused where there is no message, and brings nothing but itself', async () => {
    const [alice, bob] = [await people.join(`op_a_${suffix}`), await people.join(`op_b_${suffix}`)];
    const body = { type: BodyType.OPER, content: 'look at me', isSystem: true, ext: '{"x":1}' };
    const play = (to: number, mid: number) =>
      alice.sendBody(to, alice.nextClientMid(), { ...body, operation: { type: OperationType.PLAY_ACK, mid } });
    expect((await play(bob.options.userId, 12_345)).status?.code).toBe(StatusCode.INVALID_PARAMETER);
    expect((await play(999_999_998, 12_345)).status?.code).toBe(StatusCode.INVALID_PARAMETER);
    expect((await bob.unread()).unread.size).toBe(0);
    const { serverMid } = await bob.sendText(alice.options.userId, 'a voice message');
    const heard = bob.nextSync((sync) => sync.metas.length > 0);
    expect((await play(bob.options.userId, serverMid)).status?.code).toBe(StatusCode.OK);
    const payload = Buffer.from((await heard).metas[0]?.payload ?? new Uint8Array());
    expect(payload.includes('look at me')).toBe(false);
    expect(payload.includes('{"x":1}')).toBe(false);
    const long = alice.sendBody(bob.options.userId, alice.nextClientMid(), { ...body, content: 'x'.repeat(70_000) });
    expect((await long).status?.code).toBe(StatusCode.INVALID_PARAMETER);
  });

  test('a second login on the same connection is answered, and ends nothing', async () => {
    const alice = await people.join(`again_${suffix}`);
    const { code, deviceSn } = await alice.provision();
    expect([code, deviceSn]).toEqual([StatusCode.OK, 1]);
    expect((await alice.unread()).kind).toBe('unread');
  });

  test('thousands of messages with one client id cost no more than others', async () => {
    const [alice, bob] = [await people.join(`one_id_${suffix}`), await people.join(`peer_${suffix}`)];
    const mids = new Set<number>();
    for (let count = 0; count < 300; count += 1) {
      const { serverMid } = await alice.sendText(bob.options.userId, `${count}`, {
        clientMid: 0,
        ext: 'x'.repeat(3000),
      });
      if (serverMid > 0) mids.add(serverMid);
    }
    expect(mids.size).toBe(300);
  });

  test('a compressed login is served; one that inflates to too much is the parse error', async () => {
    const user = await cloud.register(`zip_${suffix}`);
    const login = await people.login(user, 'zip');
    const client = await people.stranger(login);
    const compressed = (payload: Uint8Array) =>
      encodeFrame({ command: Command.PROVISION, compressMethod: CompressMethod.ZLIB, payload: deflateSync(payload) });
    const refused = client.next('sync');
    client.sendBytes(compressed(new Uint8Array(1_000_000)));
    expect((await refused).sync.status?.code).toBe(StatusCode.PB_PARSER_ERROR);
    const answered = client.next('provision');
    const { userId, token, deviceGuid } = login;
    client.sendBytes(compressed(encodeProvision({ xid: { uid: userId }, token, deviceGuid })));
    expect((await answered).code).toBe(StatusCode.OK);
  });

  test('a burst of history requests is served in turn, and others are not held up', async () => {
    const [alice, bob] = [await people.join(`burst_a_${suffix}`), await people.join(`burst_b_${suffix}`)];
    for (let count = 0; count < 20; count += 1) await alice.sendText(bob.options.userId, 'x'.repeat(1000));
    const pages = Array.from({ length: 40 }, () => alice.history(bob.options.userId));
    expect((await bob.unread()).unread.get(alice.options.userId)).toBe(20);
    for (const page of await Promise.all(pages)) expect(page.metas).toHaveLength(20);
  });
});

describe('a client that does not read', () => {
  test.each(TRANSPORTS)('is let go of over %s, and loses nothing', async (transport) => {
    const cloud = await startCloud({ limits: { outboundBytes: 200_000 } });
    const people = new People(cloud, transport);
    const line = await stallingLine(cloud.url);
    const alice = await people.join('fast');
    const user = await cloud.register('slow');
    const bob = await people.device(user, 'phone', { url: line.url, isSyncing: false });
    for (let count = 0; count < 100; count += 1) await alice.sendText(user.userId, 'x'.repeat(50_000));
    const before = await droppedCount(cloud);
    line.stall();
    const ask = encodeSyncUL({ xid: { uid: alice.options.userId }, isFullSync: true, fullSyncNum: 200 });
    while ((await droppedCount(cloud)) === before) {
      for (let count = 0; count < 8 && bob.isConnected; count += 1) bob.sendFrame(Command.SYNC, ask);
    }
    line.close();
    const again = await people.device(user, 'phone');
    expect((await again.unread()).unread.get(alice.options.userId)).toBe(100);
    people.leave();
    await cloud.stop();
  });
});

/** A line to the server on which, once it stalls, nothing comes back any more. */
async function stallingLine(url: string) {
  const { hostname, port } = new URL(url);
  const pairs: { readonly near: Socket; readonly far: Socket }[] = [];
  const proxy = createServer((near) => {
    const far = connect(Number(port), hostname);
    pairs.push({ near, far });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, hostname, resolve));
  return {
    url: `http://${hostname}:${(proxy.address() as AddressInfo).port}`,
    stall() {
      for (const { far } of pairs) far.unpipe().pause();
    },
    close() {
      for (const { near, far } of pairs) {
        near.destroy();
        far.destroy();
      }
      proxy.close();
    },
  };
}

async function droppedCount({ url }: Cloud): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/warbler_connections_dropped_total\{reason="too slow[^}]*\} (\d+)/.exec(text)?.[1] ?? 0);
}

test.each([
  '/',
  '/xsync',
  '/foo',
  '/socket.io/',
  '/socket.io/?EIO=3&transport=websocket',
])('an upgrade of %s that is reset does not end the server', async (path) => {
  const cloud = await startCloud();
  const { hostname, port } = new URL(cloud.url);
  for (let count = 0; count < 5; count += 1) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => socket.destroy());
    const headers =
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n';
    await new Promise<void>((resolve) =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`, () => resolve()),
    );
    socket.resetAndDestroy();
  }
  expect((await fetch(`${cloud.url}/api/health`)).status).toBe(200);
  await cloud.stop();
});

test('a call that is under way when the server stops is answered', async () => {
  const cloud = await startCloud();
  const { hostname, port } = new URL(cloud.url);
  const body = JSON.stringify({ username: 'last_minute', password: 'a good secret' });
  const socket = connect(Number(port), hostname);
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    socket.on('close', () => resolve(text));
  });
  const headers = `host: x\r\napp_id: demo\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n`;
  const begun = `POST /user/register/v2 HTTP/1.1\r\n${headers}\r\n${body.slice(0, 10)}`;
  await new Promise<void>((resolve) => socket.write(begun, () => resolve()));
  // A later connection was answered, so the beginning of this call has come in.
  expect((await fetch(`${cloud.url}/api/health`)).status).toBe(200);
  const stopped = cloud.stop();
  socket.write(body.slice(10));
  expect(await answer).toContain('"code":200');
  await stopped;
});
