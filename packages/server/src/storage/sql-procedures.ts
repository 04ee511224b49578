import { describeFailure } from './failure.ts';
import type { Procedure, StoreContext } from './procedure.ts';
import type { SqlRow, SqlValue } from './sqlite-driver.ts';

/** One SQL statement with its values. */
export interface SqlInput {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** What it did. */
export interface SqlOutput {
  readonly rows: readonly SqlRow[];
  readonly changes: number;
  readonly lastRowId: number;
}

/** Runs one statement that the query builder made. */
const run: Procedure<SqlInput, SqlOutput> = (store, input) => runStatement(store, input);

/** Runs statements as one atomic unit: when one fails, a savepoint takes the others back and leaves the batch as it was. */
const transact: Procedure<readonly SqlInput[], readonly SqlOutput[]> = (store, inputs) => {
  store.connection.exec('savepoint unit');
  try {
    const results = inputs.map((input) => runStatement(store, input));
    store.connection.exec('release unit');
    return results;
  } catch (error) {
    // An error that made SQLite roll everything back by itself took the savepoint along.
    if (!isRolledBack(error)) {
      store.connection.exec('rollback to unit');
      store.connection.exec('release unit');
    }
    throw error;
  }
};

/** The relational door of the storage thread, behind {@link Database}. */
export const sqlProcedures = { 'sql.run': run, 'sql.transact': transact };

function isRolledBack(error: unknown): boolean {
  return describeFailure(error).kind === 'refused';
}

function runStatement({ statements }: StoreContext, { sql, parameters }: SqlInput): SqlOutput {
  const statement = statements.prepare(sql);
  if (statement.givesRows) {
    const rows = statement.all(...parameters);
    return { rows, changes: rows.length, lastRowId: 0 };
  }
  return { rows: [], ...statement.run(...parameters) };
}
