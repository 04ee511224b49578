import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqlValue } from './sql-connection.ts';
import type { SqlInput, SqlOutput } from './sql-procedures.ts';
import type { Tables } from './tables.ts';

/** Where Kysely's statements go: to the storage thread, or straight to a connection while migrating. */
export interface SqlExecutor {
  run(input: SqlInput): Promise<SqlOutput>;
  /** Absent where transactions can't be held open; starting one is an error then. */
  readonly transaction?: { exec(sql: string): Promise<void> };
}

/** How Kysely looks at an engine while it migrates. */
export interface KyselyDialect {
  readonly Adapter: new () => DialectAdapter;
  readonly Introspector: new (db: Kysely<unknown>) => DatabaseIntrospector;
}

const SQLITE: KyselyDialect = { Adapter: SqliteAdapter, Introspector: SqliteIntrospector };

/**
 * Statements for the storage thread, which puts them in order itself: those of one turn travel and commit together.
 * Kysely's own adapter would hand over one at a time, each after the answer of the one before.
 */
export const pipelined: KyselyDialect = {
  Adapter: class extends SqliteAdapter {
    override get supportsMultipleConnections(): boolean {
      return true;
    }
  },
  Introspector: SqliteIntrospector,
};

/** A typed query builder whose statements run on `executor`. All engines take its SQL; `dialect` matters to migrations. */
export function createKysely(executor: SqlExecutor, dialect: KyselyDialect = SQLITE): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: createDialect(executor, dialect) });
}

/** A statement's values in the forms that SQLite stores: booleans as 0 and 1, no value as null. */
export function toSqlInput({ sql, parameters }: CompiledQuery): SqlInput {
  return { sql, parameters: parameters.map(toSqlValue) };
}

function createDialect(executor: SqlExecutor, { Adapter, Introspector }: KyselyDialect): Dialect {
  return {
    createAdapter: () => new Adapter(),
    createDriver: () => createDriver(executor),
    createIntrospector: (db) => new Introspector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(executor: SqlExecutor): Driver {
  const connection = createConnection(executor);
  const exec = async (sql: string) => {
    if (executor.transaction === undefined) {
      throw new Error('transactions are not held open on the storage thread; give the statements to Database.transact');
    }
    await executor.transaction.exec(sql);
  };
  return {
    init: () => Promise.resolve(),
    acquireConnection: async () => connection,
    beginTransaction: () => exec('begin'),
    commitTransaction: () => exec('commit'),
    rollbackTransaction: () => exec('rollback'),
    releaseConnection: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
  };
}

function createConnection(executor: SqlExecutor): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, changes } = await executor.run(toSqlInput(query));
      return { rows: rows as readonly Row[] as Row[], numAffectedRows: BigInt(changes) };
    },
    streamQuery() {
      throw new Error('streaming is not offered: read pages with a cursor instead');
    },
  };
}

function toSqlValue(value: unknown): SqlValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' || typeof value === 'string' || value instanceof Uint8Array) return value;
  throw new Error(`a value of type ${typeof value} cannot be stored`);
}
