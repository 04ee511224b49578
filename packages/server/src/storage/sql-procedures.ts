import { describeFailure } from './failure.ts';
import type { AccessOf, Procedure, StoreContext } from './procedure.ts';
import type { SqlRow, SqlValue } from './sql-connection.ts';

/** One SQL statement with its values. */
export interface SqlInput {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** What it did. */
export interface SqlOutput {
  readonly rows: readonly SqlRow[];
  readonly changes: number;
}

/** Runs one statement that the query builder made. */
const run: Procedure<SqlInput, SqlOutput> = (store, input) =>
  isReading(input) ? runStatement(store, input) : (transact(store, [input])[0] as SqlOutput);

/** Whether it only reads. */
function isReading({ sql }: SqlInput): boolean {
  return /^\s*select\b/i.test(sql);
}

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

/**
 * Single statements and units are conditional in themselves, so that others may write meanwhile; those that write go one
 * after the other, for they take rows in any order.
 */
export const sqlAccess: AccessOf<typeof sqlProcedures> = {
  'sql.run': (input) => (isReading(input) ? 'read' : { keys: ['sql'] }),
  'sql.transact': (inputs) => (inputs.every(isReading) ? 'read' : { keys: ['sql'] }),
};

function isRolledBack(error: unknown): boolean {
  return describeFailure(error).kind === 'refused';
}

function runStatement({ statements }: StoreContext, { sql, parameters }: SqlInput): SqlOutput {
  const statement = statements.prepare(sql);
  if (statement.givesRows) {
    const rows = statement.all(...parameters);
    return { rows, changes: rows.length };
  }
  return { rows: [], changes: statement.run(...parameters).changes };
}
