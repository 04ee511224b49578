import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startPostgres, type TestPostgres } from '@warbler/test-kit/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createBroadcasts } from '../../src/backends/broadcasts.ts';
import { createOnceInStore } from '../../src/cluster/index.ts';
import { resolveConfig } from '../../src/config/index.ts';
import type { FileId, StoredObject, StoreKey } from '../../src/files/file.ts';
import { FileKind } from '../../src/files/file-kind.ts';
import { ALICE, APP, BOB } from '../suites/metas.ts';
import { type OpenedStores, openPostgresStores } from '../suites/open-stores.ts';

const USERS = 300;

let postgres: TestPostgres;
let url: string;
let nodes: readonly [OpenedStores, OpenedStores];
let child: ChildProcess | undefined;
beforeAll(async () => {
  postgres = await startPostgres({ isSynced: false });
});
beforeEach(async () => {
  url = await postgres.createDatabase();
  nodes = [await openPostgresStores(url), await openPostgresStores(url)];
});
afterEach(async () => {
  child?.kill('SIGKILL');
  for (const { close } of nodes) await close();
  expect(problems.splice(0)).toEqual([]);
});
afterAll(() => postgres.stop());

const problems: unknown[] = [];

const ask = async (sql: string, ...parameters: readonly (string | number)[]) =>
  (await nodes[0].thread.call('sql.run', { sql, parameters })).rows;

const broadcastsAt = ({ thread }: OpenedStores, holder: string) =>
  createBroadcasts({
    storage: thread,
    delivery: { deliver: () => undefined, deliverTransient: () => undefined },
    limits: { ...resolveConfig({}).limits, broadcastStep: 1 },
    now: Date.now,
    onceInCluster: createOnceInStore({ storage: thread, holder, onProblem: (error) => problems.push(error) }),
    onProblem: (error) => problems.push(error),
  });

const addUsers = () =>
  ask(
    `insert into users (app_id, user_id, username, username_key, password_hash, status, created_at)
      select ?, n, 'user' || n, 'user' || n, '', 'normal', 1 from generate_series(1, ?) as n`,
    APP,
    USERS,
  );

/** Everybody got it, once. */
const expectToldOnce = async () => {
  expect(await ask('select count(*) as told, count(distinct to_id) as users from messages')).toEqual([
    { told: USERS, users: USERS },
  ]);
};

test('a node that is killed amid a broadcast leaves the rest to another, within seconds; everybody gets it once', async () => {
  await addUsers();
  const program = fileURLToPath(new URL('./broadcast-until-killed.ts', import.meta.url));
  child = spawn(process.execPath, [program, url, APP], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const id = Number(line.toString());
  const sent = async () => (await broadcastsAt(nodes[0], 'asks').find(APP, id)).sentCount;
  await vi.waitFor(async () => expect(await sent()).toBeGreaterThan(2), { timeout: 20_000 });
  const other = broadcastsAt(nodes[1], 'the other');
  // While it lives nobody takes it away.
  await other.resume();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const killedMs = performance.now();
  expect(await sent()).toBeLessThan(USERS);
  const isDone = async () => {
    await other.resume();
    expect((await other.find(APP, id)).isDone).toBe(true);
  };
  await vi.waitFor(isDone, { timeout: 30_000, interval: 200 });
  expect(performance.now() - killedMs).toBeLessThan(20_000);
  await expectToldOnce();
});

test('two nodes that are at one broadcast at once share it: nobody gets it twice', async () => {
  await addUsers();
  const [one, other] = nodes.map(({ thread }) => async () => {
    for (let isDone = false; !isDone; ) {
      isDone = (await thread.call('backends.stepBroadcast', { id: 1, usersMax: 7, nowMs: Date.now() })).isDone;
    }
  }) as [() => Promise<void>, () => Promise<void>];
  await nodes[0].thread.call('backends.startBroadcast', { appId: APP, payload: new Uint8Array(1), nowMs: 1 });
  await Promise.all([one(), other()]);
  await expectToldOnce();
  expect(await ask('select sent_count, is_done from broadcasts')).toEqual([{ sent_count: USERS, is_done: 1 }]);
});

test('one upload address that brings bytes to two nodes at once names those of one', async () => {
  const keep = async ({ thread }: OpenedStores, key: string, hash: string) => {
    const object: StoredObject = { key: key as StoreKey, sizeBytes: 1, hash, contentType: 'text/plain' };
    const begin = { appId: APP, owner: ALICE, key: object.key, reservedBytes: 1, bytesPerDay: 1000, nowMs: 1 };
    await thread.call('files.begin', begin);
    const file = { appId: APP, id: 'a ticket' as FileId, kind: FileKind.chatFile, owner: ALICE, to: BOB, name: 'a' };
    return thread.call('files.keep', { ...file, createdAtMs: 1, object });
  };
  const same = await Promise.all([keep(nodes[0], 'one', 'same'), keep(nodes[1], 'other', 'same')]);
  expect(same.sort()).toEqual([false, true]);
  await expect(keep(nodes[1], 'third', 'else')).rejects.toMatchObject({ code: 'uploadUrlUsed' });
  expect(await ask('select count(*) as files from files')).toEqual([{ files: 1 }]);
});
