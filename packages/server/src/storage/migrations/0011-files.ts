import { type Kysely, sql } from 'kysely';

/**
 * Uploaded files. `file_objects` has a row for all bytes in the file store, written before them: `state` 0 says that they
 * are being written, 1 that they are whole, 2 that nothing names them any more. `files` are what users know; several may
 * name the same bytes. `file_variants` are what was made of bytes, such as a thumbnail, which may be the same bytes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table file_objects (
    store_key text not null primary key,
    state integer not null,
    app_id text not null,
    owner_id integer not null,
    size integer not null,
    hash text not null default '',
    content_type text not null default '',
    created_at integer not null
  ) without rowid`,
  'create index file_objects_of_owner on file_objects (app_id, owner_id, created_at) where owner_id <> 0',
  'create index file_objects_to_remove on file_objects (created_at) where state <> 1',
  `create table files (
    app_id text not null,
    file_id text not null,
    kind integer not null,
    owner_id integer not null,
    to_id integer not null,
    name text not null,
    store_key text not null references file_objects (store_key),
    created_at integer not null,
    primary key (app_id, file_id)
  ) without rowid`,
  'create index files_of_object on files (store_key)',
  `create table file_variants (
    source_key text not null references file_objects (store_key),
    variant text not null,
    store_key text not null references file_objects (store_key),
    created_at integer not null,
    primary key (source_key, variant)
  ) without rowid`,
  'create index file_variants_of_object on file_variants (store_key)',
] as const;
