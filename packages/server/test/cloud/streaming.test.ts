import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { OperationType, StatusCode } from '@warbler/protocol';
import { type Cloud, DeployedClient, movableClock, startCloud, type TestUser } from '@warbler/test-kit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { operate } from './operate.ts';
import { shownBy } from './verify-sync.ts';

const APPENDS = 200;
const clock = movableClock();
let cloud: Cloud;
let writer: DeployedClient;
let reader: DeployedClient;
let late: DeployedClient;

beforeAll(async () => {
  cloud = await startCloud({
    ports: { clock },
    // The time that goes by must not be silence.
    limits: { silenceMs: 86_400_000 },
  });
  const [alice, bob] = cloud.users as [TestUser, TestUser];
  const logIn = async (user: TestUser, deviceGuid: string) =>
    DeployedClient.logIn({
      url: cloud.url,
      transport: 'websocket',
      userId: user.userId,
      token: await cloud.rest.logIn(user),
      deviceGuid,
      isSyncing: true,
    });
  writer = await logIn(alice, 'phone');
  reader = await logIn(bob, 'phone');
  late = await logIn(bob, 'late');
  late.disconnect();
});
afterAll(async () => {
  for (const client of [writer, reader, late]) client.disconnect();
  await cloud.stop();
});

/** Rows of the log by kind, read by another process: two SQLite libraries in one undo each other's file locks. */
function rowsByKind(): Readonly<Record<string, number>> {
  const script = `const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(${JSON.stringify(join(cloud.dataDir, 'warbler.db'))});
    const rows = database.prepare("select kind, count(*) as count from messages group by kind").all();
    console.log(JSON.stringify(Object.fromEntries(rows.map(({ kind, count }) => [kind, count]))));`;
  return JSON.parse(execFileSync(process.execPath, ['--no-warnings', '-e', script], { encoding: 'utf8' }));
}

const MESSAGE = '1';
const OPERATION = '3';
const SUPERSEDED = '6';

test('a stream of appends ends the same everywhere, and leaves the message and one edit in the log', async () => {
  const { userId: bob } = reader.options;
  const { userId: alice } = writer.options;
  const { serverMid } = await writer.sendText(bob, '0');
  for (let index = 1; index <= APPENDS; index += 1) {
    const { status } = await operate(writer, bob, OperationType.APPEND, serverMid, { content: ` ${index}` });
    expect(status?.code).toBe(StatusCode.OK);
  }
  const whole = Array.from({ length: APPENDS + 1 }, (_, index) => index).join(' ');
  await vi.waitFor(() => expect(shownBy(reader, alice).map(({ content }) => content)).toEqual([whole]));
  // A device that was away needs one meta for all of it.
  await late.connect();
  await late.provision();
  await late.pullAll(alice);
  expect(shownBy(late, alice).map(({ content }) => content)).toEqual([whole]);
  expect(late.received.get(alice)?.size).toBe(2);

  expect(rowsByKind()).toEqual({ [MESSAGE]: 1, [OPERATION]: 1, [SUPERSEDED]: APPENDS - 1 });
  // After ten minutes repeats need not be known any more, and the next edit tidies up.
  clock.pass(11 * 60_000);
  await operate(writer, bob, OperationType.APPEND, serverMid, { content: '.' });
  expect(rowsByKind()).toEqual({ [MESSAGE]: 1, [OPERATION]: 1 });
  await vi.waitFor(() => expect(shownBy(reader, alice).map(({ content }) => content)).toEqual([`${whole}.`]));
});
