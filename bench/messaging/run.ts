/**
 * How many durable 1:1 messages a second one server takes, and how long an answer takes, by messages under way.
 *
 * The server runs in a process of its own on loopback over a new folder; the sender speaks raw WebSocket and the
 * receiver acknowledges everything. Numbers depend on the machine: compare rows of one run only.
 *
 * Usage: npm run bench:messaging
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  BodyType,
  Command,
  decodeSyncDL,
  encodeFrameOf,
  encodeMessageBody,
  encodeProvision,
  encodeSyncUL,
  readFrame,
} from '@warbler/protocol';
import { connectFrameSocket, DeployedClient, type FrameSocket, RestClient } from '@warbler/test-kit';

const ROUNDS_MS = 3000;
const IN_FLIGHT = [1, 16, 64, 256];

/** The limits that hold single clients back are not what is measured. */
const UNLIMITED = {
  WARBLER_SENDS_PER_SECOND: '1000000',
  WARBLER_SEND_BURST: '1000000',
  WARBLER_FRAMES_PER_SECOND: '1000000',
  WARBLER_FRAME_BURST: '1000000',
};

const folder = await mkdtemp(join(tmpdir(), 'warbler-bench-'));
const { child, ready } = await startServer(folder);
try {
  const [alice, bob] = ready.users;
  if (alice === undefined || bob === undefined) throw new Error('no demo users');
  const rest = new RestClient(ready.url, ready.appId);
  const receiver = { url: ready.url, transport: 'websocket', userId: bob.userId, deviceGuid: 'bench' } as const;
  const listener = await DeployedClient.logIn({ ...receiver, token: await rest.logIn(bob) });
  const sender = await openSender(ready.url, alice.userId, await rest.logIn(alice));
  const rows = [];
  for (const inFlight of IN_FLIGHT) rows.push(await measure(sender, bob.userId, inFlight));
  console.table(rows);
  sender.socket.destroy();
  listener.disconnect();
} finally {
  child.kill('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}

async function startServer(dataDir: string) {
  const main = new URL('../../packages/cli/src/main.ts', import.meta.url).pathname;
  const server = spawn(process.execPath, [main, 'serve', '--json', '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...UNLIMITED, WARBLER_LOG_LEVEL: 'warn' },
  });
  for await (const line of createInterface({ input: server.stdout })) return { child: server, ready: JSON.parse(line) };
  throw new Error('the server ended before it was ready');
}

/** A sender that does nothing but send: its frames go to whoever is measuring. */
async function openSender(url: string, userId: number, token: string) {
  const sender: { socket?: FrameSocket; onFrame: (frame: Uint8Array) => void } = { onFrame: () => undefined };
  const provisioned = new Promise<void>((resolve) => {
    sender.onFrame = () => resolve();
  });
  const onClose = () => undefined;
  const socket = await connectFrameSocket(url, 'websocket', { onFrame: (frame) => sender.onFrame(frame), onClose });
  socket.send(encodeFrameOf(Command.PROVISION, encodeProvision({ xid: { uid: userId }, token, deviceGuid: 'bench' })));
  await provisioned;
  return Object.assign(sender, { socket });
}

type Sender = Awaited<ReturnType<typeof openSender>>;

/** Keeps a number of sends under way for a while. */
function measure(sender: Sender, to: number, inFlight: number): Promise<Record<string, number>> {
  const payload = encodeMessageBody({ type: BodyType.CHAT, content: 'x'.repeat(100) });
  const sentAt = new Map<number, number>();
  const latenciesMs: number[] = [];
  const startedMs = performance.now();
  let clientMid = Date.now() * 1000;
  const send = () => {
    clientMid += 1;
    sentAt.set(clientMid, performance.now());
    sender.socket.send(
      encodeFrameOf(Command.SYNC, encodeSyncUL({ meta: { id: clientMid, to: { uid: to }, ns: 1, payload } })),
    );
  };
  return new Promise((resolve, reject) => {
    sender.onFrame = (bytes) => {
      const sync = decodeSyncDL(readFrame(bytes).payload);
      const sentMs = sentAt.get(sync.clientMid);
      if (sentMs === undefined) return;
      sentAt.delete(sync.clientMid);
      if (sync.serverMid === 0) return reject(new Error(`refused: ${sync.status?.reason}`));
      latenciesMs.push(performance.now() - sentMs);
      if (performance.now() - startedMs < ROUNDS_MS) return send();
      if (sentAt.size > 0) return;
      sender.onFrame = () => undefined;
      latenciesMs.sort((one, other) => one - other);
      const at = (share: number) => Number(latenciesMs[Math.floor(latenciesMs.length * share)]?.toFixed(2));
      const perSecond = Math.round(latenciesMs.length / ((performance.now() - startedMs) / 1000));
      resolve({ 'in flight': inFlight, 'durable sends/s': perSecond, 'p50 ms': at(0.5), 'p99 ms': at(0.99) });
    };
    for (let count = 0; count < inFlight; count += 1) send();
  });
}
