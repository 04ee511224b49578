import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { StatusCode } from '@warbler/protocol';
import { DeployedClient, RestClient } from '@warbler/test-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';

interface Ready {
  readonly url: string;
  readonly appId: never;
  readonly users: readonly { readonly username: string; readonly password: string; readonly userId: number }[];
}

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'warbler-kill-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

test('kill -9 under load: everything that was answered is there after a restart, once, in one order', async () => {
  const acknowledged = new Map<number, string>();
  for (let round = 0; round < 3; round += 1) {
    const { child, ready } = await start();
    const [alice, bob] = await logIn(ready);
    const answered = sendUntilCut(alice, bob.options.userId, round, acknowledged);
    while (acknowledged.size < (round + 1) * 200) await alice.nextSync(({ serverMid }) => serverMid > 0);
    child.kill('SIGKILL');
    await answered;
  }

  const { ready } = await start();
  const [alice, bob] = await logIn(ready);
  const stored: { readonly mid: number; readonly text: string }[] = [];
  await bob.pullAll(alice.options.userId);
  for (const { mid, body } of bob.messages(alice.options.userId)) stored.push({ mid, text: body.content });
  const byMid = new Map(stored.map(({ mid, text }) => [mid, text]));
  for (const [mid, text] of acknowledged) expect(byMid.get(mid)).toBe(text);
  expect(new Set(stored.map(({ text }) => text)).size).toBe(stored.length);
  for (let round = 0; round < 3; round += 1) {
    const numbers = stored.filter(({ text }) => text.startsWith(`${round}:`)).map(({ text }) => Number(text.slice(2)));
    expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
  }
  expect((await bob.unread()).unread.get(alice.options.userId)).toBe(stored.length);
});

async function start(): Promise<{ readonly child: ChildProcess; readonly ready: Ready }> {
  const main = new URL('../src/main.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, 'serve', '--json', '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, WARBLER_SEND_BURST: '100000', WARBLER_LOG_LEVEL: 'error' },
  });
  children.push(child);
  if (child.stdout === null) throw new Error('no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, ready: JSON.parse(line) as Ready };
  }
  throw new Error('the server ended before it was ready');
}

async function logIn({ url, appId, users }: Ready): Promise<readonly [DeployedClient, DeployedClient]> {
  const rest = new RestClient(url, appId);
  const clients: DeployedClient[] = [];
  for (const username of ['alice', 'bob']) {
    const user = users.find((candidate) => candidate.username === username);
    if (user === undefined) throw new Error(`no demo user ${username}`);
    const token = await rest.logIn(user);
    const login = { url, transport: 'websocket', userId: user.userId, token, deviceGuid: 'kill' } as const;
    clients.push(await DeployedClient.logIn({ ...login, isSyncing: username === 'alice' }));
  }
  return clients as [DeployedClient, DeployedClient];
}

/** Sends with many under way at once; what is answered is remembered, what the cut swallows is not. */
async function sendUntilCut(from: DeployedClient, to: number, round: number, acknowledged: Map<number, string>) {
  let isCut = false;
  let count = 0;
  const lane = async () => {
    while (!isCut) {
      const text = `${round}:${count++}`;
      try {
        const { status, serverMid } = await from.sendText(to, text);
        expect(status?.code).toBe(StatusCode.OK);
        acknowledged.set(serverMid, text);
      } catch {
        isCut = true;
      }
    }
  };
  await Promise.all(Array.from({ length: 32 }, lane));
}
