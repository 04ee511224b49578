import { type Kysely, sql } from 'kysely';

/** Tokens of console administrators can be ended; the server keeps a key of its own to sign them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'alter table console_admins add column token_version integer not null default 0',
  `create table server_secrets (
    name text not null primary key,
    secret text not null
  ) without rowid`,
] as const;
