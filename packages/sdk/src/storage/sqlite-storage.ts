/**
 * A storage in SQLite, for Node and Electron.
 * @module
 */
import { DatabaseSync } from 'node:sqlite';
import { ImError } from '@warbler/protocol';
import type { Storage, StorageChange, StorageRange, StoredEntry, StoredValue } from './storage.ts';

/** Where the database goes. */
export interface SqliteStorageOptions {
  /** Path of the file, made when it is missing; its folder must be there. One program at a time may hold it. */
  readonly path: string;
  /** How large the file may grow; the client makes room then. Default: as large as the disk. */
  readonly maxBytes?: number;
}

/** SQLite's result code for a full disk, or for a database at its own limit of pages. */
const fullCode = 13;
/** SQLite's own default, for files made here. */
const pageBytes = 4_096;

/**
 * A storage in an SQLite file, for Node 22.13 and newer and the main process of Electron: reads what is asked for
 * rather than everything, so that an account may be larger than memory. Keys are ordered as SQLite orders UTF-8, which
 * is the order of the contract for keys without characters beyond U+FFFF; the client's own are ASCII.
 * @throws ImError `storageUnavailable` when the file is held by another program, unusable or damaged.
 */
export function openSqliteStorage(options: SqliteStorageOptions): Promise<Storage> {
  return new Promise((resolve) => resolve(createStorage(openDatabase(options))));
}

function openDatabase({ path, maxBytes }: SqliteStorageOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec('CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
    if (maxBytes !== undefined) {
      database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / pageBytes))}`);
    }
    // Takes the file now rather than at the first write.
    database.exec('BEGIN IMMEDIATE; COMMIT');
    return database;
  } catch (cause) {
    database?.close();
    throw new ImError('storageUnavailable', { message: `Cannot use ${path}`, cause });
  }
}

function createStorage(database: DatabaseSync): Storage {
  const get = database.prepare('SELECT value FROM entries WHERE key = ?');
  const put = database.prepare('INSERT INTO entries VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
  const remove = database.prepare('DELETE FROM entries WHERE key = ?');
  const count = database.prepare('SELECT count(*) AS found FROM entries WHERE key >= ? AND key < ?');
  const select = 'SELECT key, value FROM entries WHERE key >= ? AND key > ? AND key < ?';
  const ascending = database.prepare(`${select} ORDER BY key LIMIT ?`);
  const descending = database.prepare(`${select} ORDER BY key DESC LIMIT ?`);

  const list = ({ prefix, after = '', before, limit = -1, isDescending }: StorageRange): StoredEntry[] => {
    const end = `${prefix}\uffff`;
    const bounds = [prefix, after === '' ? '' : after, before !== undefined && before < end ? before : end] as const;
    // An empty key cannot be: `> ''` lets all pass.
    const rows = (isDescending ? descending : ascending).all(...bounds, limit);
    return rows.map(({ key, value }) => ({ key: String(key), value: JSON.parse(String(value)) as StoredValue }));
  };
  const write = (changes: readonly StorageChange[]): void => {
    database.exec('BEGIN');
    try {
      for (const { key, value } of changes) {
        if (value === undefined) remove.run(key);
        else put.run(key, JSON.stringify(value));
      }
      database.exec('COMMIT');
    } catch (cause) {
      // A full disk may have ended the transaction already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw new ImError(isFull(cause) ? 'storageFull' : 'storageUnavailable', { cause });
    }
  };

  return {
    async get(key) {
      const row = get.get(key);
      return row && (JSON.parse(String(row.value)) as StoredValue);
    },
    list: async (range) => list(range),
    count: async (prefix) => Number(count.get(prefix, `${prefix}\uffff`)?.found ?? 0),
    write: async (changes) => write(changes),
    async close() {
      if (database.isOpen) database.close();
    },
  };
}

function isFull(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && cause.errcode === fullCode;
}
