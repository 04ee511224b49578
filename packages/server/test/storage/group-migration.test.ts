import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppId, GroupId, GroupRecordId, UserId } from '@warbler/protocol';
import { Migrator } from 'kysely/migration';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/index.ts';
import { SqliteBinding } from '../../src/storage/index.ts';
import { createKysely } from '../../src/storage/kysely-dialect.ts';
import { migrations } from '../../src/storage/migrations/index.ts';
import { openSqlite } from '../../src/storage/sqlite/sqlite-driver.ts';
import { StatementCache } from '../../src/storage/statement-cache.ts';
import { openStores, type Stores } from '../suites/open-stores.ts';

const APP = 'demo' as AppId;
const [ANN, BEN, CAT] = [2, 4, 6] as [UserId, UserId, UserId];
const [ONE, TWO, GONE] = [1001, 1003, 1005] as [GroupId, GroupId, GroupId];
const binding = SqliteBinding.betterSqlite3;
const { limits } = resolveConfig({});

let folder: string;
let stores: Stores;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'warbler-old-'));
  await writeOldData(join(folder, 'warbler.db'));
  stores = await openStores({ folder, binding });
});
afterAll(async () => {
  await stores.close();
  await rm(folder, { recursive: true });
});

/** Groups as they were before their records: with a block, requests, read receipts, and one that is dissolved. */
async function writeOldData(file: string): Promise<void> {
  const connection = openSqlite(file, binding);
  const statements = new StatementCache(connection);
  const db = createKysely({
    run: async ({ sql, parameters }) => {
      const statement = statements.prepare(sql);
      if (statement.givesRows) return { rows: statement.all(...parameters), changes: 0 };
      return { rows: [], ...statement.run(...parameters) };
    },
    transaction: { exec: async (sql) => connection.exec(sql) },
  });
  const provider = { getMigrations: async () => migrations };
  const { error } = await new Migrator({ db, provider }).migrateTo('0005-groups');
  if (error !== undefined) throw error;
  const group = (id: number, status: number, readAck: number) =>
    `insert into groups (app_id, group_id, type, status, owner_id, name, avatar, description, read_ack, created_at, updated_at)
      values ('demo', ${id}, 0, ${status}, ${ANN}, '', '', '', ${readAck}, 1, 1)`;
  const request = (id: number, user: number, inviter: number, expiresAt: number) =>
    `insert into group_requests values ('demo', ${id}, ${user}, ${inviter}, '', 0, ${expiresAt})`;
  for (const sql of [
    group(ONE, 0, 1),
    group(TWO, 0, 0),
    group(GONE, 1, 0),
    ...[ONE, TWO].map((id) => `insert into conversations (app_id, low_id, high_id) values ('demo', ${id}, ${id})`),
    `insert into group_members (app_id, group_id, user_id, role, joined_at) values ('demo', ${ONE}, ${ANN}, 2, 1)`,
    `insert into group_blocks values ('demo', ${ONE}, ${CAT})`,
    request(ONE, BEN, 0, 2000),
    request(ONE, CAT, 0, 1000),
    request(TWO, BEN, ANN, 3000),
  ]) {
    connection.exec(sql);
  }
  connection.close();
}

const action = { appId: APP, group: ONE, actor: ANN, nowMs: Date.now(), limits };
const before = Number.MAX_SAFE_INTEGER as GroupRecordId;

test('requests keep their order, and new ones come after them', async () => {
  const list = async () => {
    const input = { appId: APP, actor: ANN, groups: [ONE, TWO], before, limit: 10 };
    return (await stores.thread.call('groups.applications', input)).map(({ userId }) => userId);
  };
  expect(await list()).toEqual([BEN, CAT]);
  const invitations = await stores.thread.call('groups.invitations', { appId: APP, user: BEN, before, limit: 10 });
  expect(invitations).toMatchObject([{ groupId: TWO, inviterId: ANN, updatedAtMs: expect.any(Number) }]);
  const announced = { ...action, title: '', content: '' };
  const { announcement } = await stores.thread.call('groups.announce', announced);
  expect(announcement.id).toBeGreaterThan(Math.max(...invitations.map(({ id }) => id)));
});

test('who was kept out still is, since the change', async () => {
  const [blocked] = await stores.thread.call('groups.blocked', { ...action, after: 0 as UserId, limit: 10 });
  expect(blocked?.userId).toBe(CAT);
  expect(Math.abs(Date.now() - (blocked?.sinceMs ?? 0))).toBeLessThan(60_000);
});

test('read receipts stay on where they were', async () => {
  const rows = await stores.thread.call('sql.run', {
    sql: 'select low_id, has_read_receipts from conversations order by low_id',
    parameters: [],
  });
  expect(rows).toMatchObject({
    rows: [
      { low_id: ONE, has_read_receipts: 1 },
      { low_id: TWO, has_read_receipts: 0 },
    ],
  });
});

test('living groups are counted', async () => {
  const create = (groupsPerApp: number) =>
    stores.thread.call('groups.create', {
      appId: APP,
      actor: BEN,
      nowMs: Date.now(),
      type: 0,
      name: '',
      avatar: '',
      description: '',
      users: [],
      limits: { ...limits, groupsPerApp },
    });
  await expect(create(2)).rejects.toMatchObject({ code: 'appGroupLimit' });
  await expect(create(3)).resolves.toMatchObject({ group: { ownerId: BEN } });
});
