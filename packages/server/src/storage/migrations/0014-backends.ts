import { type Kysely, sql } from 'kysely';

/** What app backends send: transactions that were answered, and messages to everyone that are under way. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table sent_transactions (
    app_id text not null,
    from_id integer not null,
    transaction_id integer not null,
    to_id integer not null,
    mid integer not null,
    sent_at integer not null,
    expires_at integer not null,
    primary key (app_id, from_id, transaction_id, to_id)
  ) without rowid`,
  'create index sent_transactions_by_age on sent_transactions (expires_at)',
  `create table broadcasts (
    id integer primary key autoincrement,
    app_id text not null,
    payload blob not null,
    after_id integer not null default 0,
    sent_count integer not null default 0,
    total_count integer not null,
    is_done integer not null default 0,
    created_at integer not null,
    done_at integer
  )`,
  'create index broadcasts_under_way on broadcasts (id) where is_done = 0',
] as const;
