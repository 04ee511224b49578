import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageId } from '@warbler/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { openDatabase, SqliteBinding, UniqueViolation } from '../../src/storage/index.ts';
import { ALICE, APP, BOB, metaMaker, PHONE } from '../suites/metas.ts';
import { type OpenStoresOptions, openStores, type Stores } from '../suites/open-stores.ts';

/** Takes seconds. */
const SLOW = `select count(*) from (with recursive number(n) as (select 1 union all select n + 1 from number
  where n < 20000000) select n from number)`;

describe.each(Object.values(SqliteBinding))('storage thread on %s', (binding) => {
  const opened: { close(): Promise<void> }[] = [];
  const open = async (options: Omit<OpenStoresOptions, 'binding'> = {}): Promise<Stores> => {
    const stores = await openStores({ binding, ...options });
    opened.push(stores);
    return stores;
  };
  const newFolder = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'warbler-folder-'));
    opened.unshift({ close: () => rm(folder, { recursive: true, force: true }) });
    return folder;
  };
  afterEach(async () => {
    for (const { close } of opened.splice(0).reverse()) await close();
  });

  test('an empty folder is migrated, and an old one opens as it was', async () => {
    const folder = await newFolder();
    const first = await open({ folder });
    const { mid } = await first.log.append(metaMaker()());
    await first.close();
    const second = await open({ folder });
    const { metas } = await second.log.pull({
      appId: APP,
      user: BOB,
      deviceSn: PHONE,
      peer: ALICE,
      limit: 10,
      maxBytes: 1000,
    });
    expect(metas.map((meta) => meta.mid)).toEqual([mid]);
    expect((await second.log.append(metaMaker()({ nowMs: 1, clientMid: 99 }))).mid).toBeGreaterThan(mid);
  });

  test('a folder that another server holds is refused, and free again after a stop', async () => {
    const folder = await newFolder();
    const first = await open({ folder });
    await expect(openStores({ binding, folder })).rejects.toMatchObject({ code: 'dataFolderInUse' });
    await first.close();
    await expect(open({ folder })).resolves.toBeDefined();
  });

  test('a request that fails leaves the others of its commit unharmed', async () => {
    const { thread, log } = await open();
    const make = metaMaker();
    const broken = { ...make(), payload: null as unknown as Uint8Array };
    const results = await Promise.allSettled([log.append(make()), log.append(broken), log.append(make())]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const { metas } = await thread.call('messages.pull', {
      appId: APP,
      user: BOB,
      deviceSn: PHONE,
      peer: ALICE,
      after: 0 as MessageId,
      limit: 10,
      maxBytes: 1000,
    });
    expect(metas).toHaveLength(2);
  });

  test('a full disk is a clear error, loses nothing that was acknowledged, and reads go on', async () => {
    const { log } = await open({ maxPages: 400 });
    const make = metaMaker();
    const results = await Promise.allSettled(
      Array.from({ length: 600 }, () => log.append(make({ text: 'x'.repeat(2000) }))),
    );
    const stored = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value.mid);
    const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason.code);
    expect(stored.length).toBeGreaterThan(10);
    expect(new Set(failures)).toEqual(new Set(['storageFull']));
    const mids: MessageId[] = [];
    for (let before = 0 as MessageId; ; ) {
      const page = await log.history({ appId: APP, user: BOB, peer: ALICE, before, limit: 100, maxBytes: 1e6 });
      mids.unshift(...page.metas.map(({ mid }) => mid).reverse());
      if (page.nextMid === 0) break;
      before = page.nextMid;
    }
    expect(mids).toEqual(stored);
  });

  test('more waiting requests than the bound are refused at once', async () => {
    const { log } = await open({ queueMax: 5 });
    const make = metaMaker();
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => log.append(make())));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(results.at(-1)).toMatchObject({ reason: { code: 'storageUnavailable' } });
  });

  test('statements of one turn travel together, none waits for the answer of another', async () => {
    const { thread } = await open();
    let waitingMost = 0;
    const { query } = openDatabase({
      call(name, input) {
        const answer = thread.call(name, input);
        waitingMost = Math.max(waitingMost, thread.waitingCount);
        return answer;
      },
    });
    await Promise.all(Array.from({ length: 10 }, () => query.selectFrom('devices').selectAll().execute()));
    expect(waitingMost).toBe(10);
  });

  test('while one waits longer than the bound, more are refused; afterwards all is well', async () => {
    const { log, thread } = await open({ waitMaxMs: 50 });
    const make = metaMaker();
    await log.append(make());
    // Long enough for any machine: counts as far as SQL can in a batch of its own.
    const slow = thread.call('sql.run', { sql: SLOW, parameters: [] });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(log.append(make())).rejects.toMatchObject({ code: 'storageUnavailable', details: { waitMaxMs: 50 } });
    await slow;
    expect(await log.append(make())).toMatchObject({ isNew: true });
  });

  test('a unit of statements is kept whole or not at all', async () => {
    const { thread } = await open();
    const { query, transact } = openDatabase(thread);
    const device = {
      app_id: APP,
      user_id: ALICE,
      device_sn: 1,
      device_guid: 'one',
      platform: 6,
      device_info: '',
      sdk_version: '',
      created_at: 1,
      seen_at: 1,
    };
    const insert = (values: typeof device) => query.insertInto('devices').values(values);
    await transact([insert(device)]);
    const unit = transact([insert({ ...device, device_sn: 2, device_guid: 'two' }), insert(device)]);
    await expect(unit).rejects.toBeInstanceOf(UniqueViolation);
    expect(await query.selectFrom('devices').select('device_sn').execute()).toEqual([{ device_sn: 1 }]);
    const [read] = await transact([query.selectFrom('devices').selectAll()]);
    expect(read?.rows).toHaveLength(1);
  });

  test('what follows from an answer is done before the next answer comes, however long its way', async () => {
    const { log } = await open();
    const make = metaMaker();
    const done: number[] = [];
    const follow = async (index: number) => {
      await log.append(make());
      for (let turn = 10 * (3 - index); turn > 0; turn -= 1) await undefined;
      done.push(index);
    };
    await Promise.all([0, 1, 2, 3].map(follow));
    expect(done).toEqual([0, 1, 2, 3]);
  });

  test('after a stop every call is refused with a retryable error', async () => {
    const { thread, log } = await openStores({ binding });
    const last = log.append(metaMaker()());
    await thread.stop();
    await expect(last).resolves.toMatchObject({ isNew: true });
    await expect(log.append(metaMaker()())).rejects.toMatchObject({ code: 'serverClosing' });
  });
});
