import { type Kysely, sql } from 'kysely';

/**
 * The settings of an app are one JSON object, so that another one needs no column; admin tokens of apps have ids and can
 * be revoked one by one. Apps keep what vendors gave them to push with, and the pushes they asked for. Tokens of console administrators can be ended; the server keeps a key of its own to sign them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await moveSettings(db);
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** Columns that become settings, and their names among those. */
const SETTING_COLUMNS: Readonly<Record<string, { readonly name: string; readonly isFlag: boolean }>> = {
  is_registration_open: { name: 'open_registration', isFlag: true },
  is_anonymous_open: { name: 'anonymous_registration', isFlag: true },
  accepts_strangers: { name: 'stranger_messages', isFlag: true },
  hides_member_info: { name: 'hide_member_info', isFlag: true },
  recall_window: { name: 'recall_window', isFlag: false },
};

async function moveSettings(db: Kysely<unknown>): Promise<void> {
  const apps = (await db.introspection.getTables()).find(({ name }) => name === 'apps');
  const moved = (apps?.columns ?? []).map(({ name }) => name).filter((name) => name in SETTING_COLUMNS);
  await sql.raw(`alter table apps add column settings text not null default '{}'`).execute(db);
  const { rows } = await sql<Readonly<Record<string, unknown>>>`select * from apps`.execute(db);
  for (const row of rows) {
    const settings = JSON.stringify(Object.fromEntries(moved.flatMap((column) => settingOf(column, row[column]))));
    await sql`update apps set settings = ${settings} where app_id = ${row.app_id}`.execute(db);
  }
  for (const column of moved) await sql.raw(`alter table apps drop column ${column}`).execute(db);
}

/** The setting that a column's value becomes; what is null stays out. */
function settingOf(column: string, value: unknown): readonly (readonly [string, unknown])[] {
  const setting = SETTING_COLUMNS[column];
  if (setting === undefined || value === null) return [];
  return [[setting.name, setting.isFlag ? value === 1 : value]];
}

const STATEMENTS = [
  `create table admin_tokens (
    app_id text not null,
    token_id text not null,
    name text not null,
    created_at integer not null,
    last_used_day text not null default '',
    primary key (app_id, token_id)
  ) without rowid`,
  `insert into admin_tokens (app_id, token_id, name, created_at) select app_id, 'first', 'first', created_at from apps`,
  'alter table console_admins add column token_version integer not null default 0',
  `create table server_secrets (
    name text not null primary key,
    secret text not null
  ) without rowid`,

  `create table push_certificates (
    app_id text not null,
    name text not null,
    provider integer not null,
    environment integer not null,
    vendor_app_id text not null,
    app_key text not null,
    client_secret text not null,
    secret text not null,
    certificate text not null,
    created_at integer not null,
    updated_at integer not null,
    primary key (app_id, name)
  ) without rowid`,
  `insert into id_counters (name, last) values ('push_task', 0), ('message', 0)`,
  `create table push_tasks (
    app_id text not null,
    task_id integer not null,
    request_id text not null,
    notification text not null,
    states text not null,
    counts text not null default '{}',
    created_at integer not null,
    primary key (app_id, task_id)
  ) without rowid`,
  "create unique index push_tasks_once on push_tasks (app_id, request_id) where request_id <> ''",
] as const;
