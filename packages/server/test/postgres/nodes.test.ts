import { type MessageId, messageIdParts, type UserId } from '@warbler/protocol';
import { startPostgres, type TestPostgres } from '@warbler/test-kit/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { MetaKind } from '../../src/messages/index.ts';
import { openDatabase, UniqueViolation } from '../../src/storage/index.ts';
import { ALICE, APP, BOB, metaMaker, PHONE } from '../suites/metas.ts';
import { type OpenedStores, openPostgresStores } from '../suites/open-stores.ts';

let postgres: TestPostgres;
let url: string;
const opened: OpenedStores[] = [];
beforeAll(async () => {
  postgres = await startPostgres({ isSynced: false });
});
beforeEach(async () => {
  url = await postgres.createDatabase();
});
afterEach(async () => {
  for (const stores of opened.splice(0)) await stores.close();
});
afterAll(() => postgres.stop());

const open = async (
  limits: Parameters<typeof openPostgresStores>[1] = {},
  ports: Parameters<typeof openPostgresStores>[2] = {},
): Promise<OpenedStores> => {
  const stores = await openPostgresStores(url, limits, ports);
  opened.push(stores);
  return stores;
};

/** All of a conversation from its end on, oldest first. */
async function history({ log }: OpenedStores, user: UserId, peer: UserId) {
  const metas: { readonly mid: MessageId; readonly text: string }[] = [];
  for (let before = 0 as MessageId; ; ) {
    const page = await log.history({ appId: APP, user, peer, before, limit: 100, maxBytes: 1e6 });
    metas.unshift(...page.metas.map(({ mid, payload }) => ({ mid, text: Buffer.from(payload).toString() })).reverse());
    if (page.nextMid === 0) return metas;
    before = page.nextMid;
  }
}

/** A connection of its own, to be ended. */
async function asker() {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return [async (sql: string) => (await client.query(sql)).rows, () => client.end()] as const;
}

async function sequences(): Promise<readonly number[]> {
  const [ask, end] = await asker();
  const rows = await ask('select seq::int from messages order by mid');
  await end();
  return rows.map(({ seq }) => seq);
}

test('nodes that start at the same moment migrate once, and have numbers of their own', async () => {
  const nodes = await Promise.all([open(), open(), open()]);
  const make = metaMaker();
  const mids: MessageId[] = [];
  for (const { log } of nodes) mids.push((await log.append(make())).mid);
  expect(new Set(mids.map((mid) => messageIdParts(mid).node)).size).toBe(3);
});

test('two nodes with clocks seconds apart write one conversation: one order, and no gap', async () => {
  const nodes = [await open(), await open()];
  const nowMs = Date.now();
  const make = metaMaker();
  const sends = Array.from({ length: 400 }, (_, index) => {
    const isAhead = index % 2 === 1;
    return nodes[index % 2]?.log.append(make({ nowMs: nowMs + (isAhead ? 5000 : 0) + index }));
  });
  const appended = await Promise.all(sends);
  const stored = await history(nodes[0] as OpenedStores, BOB, ALICE);
  expect(stored.map(({ mid }) => mid)).toEqual(
    appended.map((done) => done?.mid ?? 0).sort((one, other) => one - other),
  );
  expect(await sequences()).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
  for (const { conversations } of nodes) {
    expect(await conversations.unread({ user: BOB, limit: 10 })).toMatchObject([{ unreadCount: 400 }]);
  }
});

test('what one node answered, another reads at once', async () => {
  const [one, other] = [await open(), await open()];
  const make = metaMaker();
  for (let round = 0; round < 50; round += 1) {
    const { mid } = await one.log.append(make());
    const { metas } = await other.log.pull({
      appId: APP,
      user: BOB,
      deviceSn: PHONE,
      peer: ALICE,
      after: (mid - 1) as MessageId,
      limit: 10,
      maxBytes: 1e6,
    });
    expect(metas.map((meta) => meta.mid)).toEqual([mid]);
  }
});

test('the same send at two nodes at once is stored once', async () => {
  const [one, other] = [await open(), await open()];
  const make = metaMaker();
  for (let round = 0; round < 30; round += 1) {
    const meta = make();
    const answers = await Promise.all([one.log.append(meta), other.log.append(meta)]);
    expect(new Set(answers.map(({ mid }) => mid)).size).toBe(1);
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
  }
});

test('a request that fails leaves the others of its commit unharmed', async () => {
  const { log } = await open();
  const make = metaMaker();
  const broken = { ...make(), payload: null as unknown as Uint8Array };
  const results = await Promise.allSettled([log.append(make()), log.append(broken), log.append(make())]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await sequences()).toEqual([1, 2]);
});

test('a unit of statements is kept whole or not at all, and a text with a NUL is refused', async () => {
  const { thread } = await open();
  const { query, transact } = openDatabase(thread);
  const insert = (secret: string, name: string) => query.insertInto('server_secrets').values({ secret, name });
  await transact([insert('one', 'first')]);
  const unit = transact([insert('two', 'second'), insert('three', 'first')]);
  await expect(unit).rejects.toBeInstanceOf(UniqueViolation);
  await expect(unit).rejects.toMatchObject({ constraint: 'server_secrets.name' });
  await expect(insert('four', 'a\0b').execute()).rejects.toMatchObject({ code: 'invalidParameter' });
  expect(await query.selectFrom('server_secrets').selectAll().execute()).toEqual([{ name: 'first', secret: 'one' }]);
});

test('a text is looked for in another as on SQLite', async () => {
  const { thread } = await open();
  const sql = 'select instr(?, ?) as found, instr(?, ?) as missed';
  const { rows } = await thread.call('sql.run', { sql, parameters: ['用户 one', 'one', 'one', 'two'] });
  expect(rows).toEqual([{ found: 4, missed: 0 }]);
});

test('while PostgreSQL restarts, sends wait; afterwards all that were answered are there, once', async () => {
  const { log } = await open({ databaseReconnectMs: 30_000 });
  const make = metaMaker();
  await log.append(make());
  const metas = Array.from({ length: 20 }, () => make());
  let sends: Promise<unknown>[] = [];
  await postgres.restart(async () => {
    sends = metas.map((meta) => log.append(meta));
  });
  await Promise.all(sends);
  expect(await history(opened[0] as OpenedStores, BOB, ALICE)).toHaveLength(21);
});

test('a database that stays away is a clear, retryable error, and work goes on when it is back', async () => {
  const { log } = await open({ databaseReconnectMs: 200 });
  const make = metaMaker();
  const meta = make();
  await postgres.restart(async () => {
    await expect(log.append(meta)).rejects.toMatchObject({ code: 'storageUnavailable' });
  });
  expect(await log.append(meta)).toMatchObject({ isNew: true });
});

test('somebody who holds a conversation and stops loses it, and the others go on', async () => {
  const { log } = await open({ databaseIdleMs: 300 });
  const make = metaMaker();
  await log.append(make());
  const paused = new pg.Client({ connectionString: url, idle_in_transaction_session_timeout: 300 });
  const ended = new Promise<void>((resolve) => paused.on('end', () => resolve()).on('error', () => undefined));
  await paused.connect();
  await paused.query('begin');
  await paused.query('select 1 from conversations for update');
  const send = log.append(make());
  await ended;
  expect(await send).toMatchObject({ isNew: true });
});

test('what changes with every message changes in its place, without an index', async () => {
  const { log, receipts } = await open();
  const make = metaMaker();
  const [ask, end] = await asker();
  for (let round = 0; round < 200; round += 1) {
    const sends = Array.from({ length: 8 }, (_, pair) => log.append(make({ to: (BOB + 2 * pair) as UserId })));
    const [first] = await Promise.all(sends);
    const meta = { ...make({ from: BOB, to: ALICE }), kind: MetaKind.operation };
    await receipts.apply({ meta, target: first?.mid as MessageId, kind: 'read', keptMembersMax: 100 });
  }
  const shareInPlace = `select relname, n_tup_upd::int as changed, n_tup_hot_upd::float8 / nullif(n_tup_upd, 0) as share
    from pg_stat_user_tables where relname in ('conversations', 'conversation_members') order by relname`;
  const isInPlace = async () => {
    const tables = await ask(shareInPlace);
    expect(tables).toHaveLength(2);
    for (const { changed, share } of tables) {
      expect(changed).toBeGreaterThan(1000);
      expect(share).toBeGreaterThan(0.9);
    }
  };
  // PostgreSQL counts with a delay.
  await vi.waitFor(isInPlace, { timeout: 20_000, interval: 500 });
  await end();
});

test('a node whose number another took while its connection was gone stores nothing more, and ends', async () => {
  const ended = Promise.withResolvers<Error>();
  const { log, thread } = await open({}, { onFatal: ended.resolve });
  const make = metaMaker();
  await log.append(make());
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  try {
    // Waits, and has the number in the moment in which the node's session is gone.
    const taken = other.query('select pg_advisory_lock($1, $2)', [0x4e6f_6465, thread.node]);
    const operator = new pg.Client({ connectionString: url });
    await operator.connect();
    await operator.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name like 'warbler writer%' and datname = current_database()`);
    await operator.end();
    await taken;
    const sends = [log.append(make()), log.append(make())];
    for (const send of sends) await expect(send).rejects.toMatchObject({ code: 'storageUnavailable' });
    expect((await ended.promise).message).toContain('taken by another');
    await expect(log.append(make())).rejects.toMatchObject({ code: 'storageUnavailable' });
    expect(await sequences()).toEqual([1]);
  } finally {
    await other.end();
  }
});

test('without a server, the start says so and names no password', async () => {
  const failed = openPostgresStores('postgres://somebody:secret@127.0.0.1:1/nowhere');
  await expect(failed).rejects.toMatchObject({ code: 'storageUnavailable' });
  await expect(failed).rejects.not.toThrow(/secret/);
});
