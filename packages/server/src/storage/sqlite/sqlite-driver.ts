import { createRequire } from 'node:module';
import type { SqlConnection, SqlRow, SqlValue } from '../sql-connection.ts';

/** The bindings that are known to work; both pass the same contract suites. */
export const SqliteBinding = { betterSqlite3: 'better-sqlite3', nodeSqlite: 'node:sqlite' } as const;

/** Name of a SQLite binding. */
export type SqliteBinding = (typeof SqliteBinding)[keyof typeof SqliteBinding];

/**
 * Opens a database file, creating it when missing.
 *
 * @param binding which SQLite binding to use; `better-sqlite3` is the measured default (ADR 3)
 * @throws whatever the binding throws: a file that is no database, a folder that cannot be written
 */
export function openSqlite(file: string, binding: SqliteBinding = SqliteBinding.betterSqlite3): SqlConnection {
  switch (binding) {
    case SqliteBinding.betterSqlite3:
      return openBetterSqlite3(file);
    case SqliteBinding.nodeSqlite:
      return openNodeSqlite(file);
    default:
      return binding satisfies never;
  }
}

const loadNative = createRequire(import.meta.url);

function openBetterSqlite3(file: string): SqlConnection {
  const Binding: typeof import('better-sqlite3') = loadNative('better-sqlite3');
  const database = new Binding(file, { timeout: 2000 });
  return {
    prepare(sql) {
      const statement = database.prepare<SqlValue[], SqlRow>(withSteadyParameters(sql));
      return {
        givesRows: statement.reader,
        get: (...parameters) => statement.get(...parameters),
        all: (...parameters) => statement.all(...parameters),
        iterate: (...parameters) => statement.iterate(...parameters),
        run: (...parameters) => statement.run(...parameters),
      };
    },
    exec: (sql) => void database.exec(sql),
    close: () => void database.close(),
  };
}

/**
 * Hides parameters behind a plus, which does nothing to a value. This build of SQLite (STAT4) otherwise compiles a join
 * anew with each value that is bound to it, in case another plan is better now: 45 µs instead of 2 for a member's row.
 */
function withSteadyParameters(sql: string): string {
  return sql.replace(/'[^']*'|"[^"]*"|\?/g, (part) => (part === '?' ? '+?' : part));
}

function openNodeSqlite(file: string): SqlConnection {
  const { DatabaseSync }: typeof import('node:sqlite') = loadNative('node:sqlite');
  const database = new DatabaseSync(file, { timeout: 2000 });
  return {
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        givesRows: statement.columns().length > 0,
        get: (...parameters) => statement.get(...parameters) as SqlRow | undefined,
        all: (...parameters) => statement.all(...parameters) as SqlRow[],
        iterate: (...parameters) => statement.iterate(...parameters) as Iterable<SqlRow>,
        run: (...parameters) => ({ changes: Number(statement.run(...parameters).changes) }),
      };
    },
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
  };
}
