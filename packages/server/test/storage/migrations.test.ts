import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKysely } from '../../src/storage/kysely-dialect.ts';
import { migrations } from '../../src/storage/migrations/index.ts';
import { LATEST_MIGRATION } from '../../src/storage/migrations/latest.ts';
import type { SqlConnection } from '../../src/storage/sql-connection.ts';
import { openSqlite, SqliteBinding } from '../../src/storage/sqlite/sqlite-driver.ts';

let folder: string;
let connection: SqlConnection;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'warbler-migrations-'));
  connection = openSqlite(join(folder, 'warbler.db'), SqliteBinding.betterSqlite3);
});
afterEach(async () => {
  connection.close();
  await rm(folder, { recursive: true });
});

async function migrateTo(name: string): Promise<void> {
  const db = createKysely({
    run: async ({ sql, parameters }) => {
      const statement = connection.prepare(sql);
      if (statement.givesRows) return { rows: statement.all(...parameters), changes: 0 };
      return { rows: [], ...statement.run(...parameters) };
    },
    transaction: { exec: async (text) => connection.exec(text) },
  });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateTo(name);
  if (error !== undefined) throw error;
}

/** The migration before one. */
function before(name: string): string {
  const names = Object.keys(migrations).sort();
  const found = names[names.indexOf(name) - 1];
  if (found === undefined) throw new Error(`no migration before ${name}`);
  return found;
}

test('the name that a migrated database is known by is that of the last migration', () => {
  expect(Object.keys(migrations).sort().at(-1)).toBe(LATEST_MIGRATION);
});

test('0015: what apps decided is kept as settings, and their admin tokens go on as the first one', async () => {
  await migrateTo(before('0015-apps'));
  const insert = `insert into apps (app_id, name, status, is_registration_open, accepts_strangers, hides_member_info,
    recall_window, token_secret, created_at) values (?, 'An app', 'normal', ?, ?, ?, ?, 'secret', 7)`;
  connection.prepare(insert).run('closed', 0, 0, 1, 0);
  connection.prepare(insert).run('open', 1, 1, 0, null);
  await migrateTo('0015-apps');
  const settings = connection
    .prepare('select app_id, settings from apps order by app_id')
    .all()
    .map((row) => [row.app_id, JSON.parse(row.settings as string)]);
  expect(settings).toEqual([
    [
      'closed',
      expect.objectContaining({
        open_registration: false,
        stranger_messages: false,
        hide_member_info: true,
        recall_window: 0,
      }),
    ],
    ['open', expect.objectContaining({ open_registration: true, stranger_messages: true, hide_member_info: false })],
  ]);
  expect(settings[1]?.[1]).not.toHaveProperty('recall_window');
  expect(connection.prepare('select app_id, token_id, created_at from admin_tokens order by app_id').all()).toEqual([
    { app_id: 'closed', token_id: 'first', created_at: 7 },
    { app_id: 'open', token_id: 'first', created_at: 7 },
  ]);
});
