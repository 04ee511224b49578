import type { CompiledQuery } from 'kysely';
import type { Database } from './database.ts';
import { createKysely, pipelined, toSqlInput } from './kysely-dialect.ts';
import type { ProcedureCaller } from './procedure.ts';
import type { sqlProcedures } from './sql-procedures.ts';

/** The relational door over the storage thread. */
export function openDatabase(storage: ProcedureCaller<typeof sqlProcedures>): Database {
  return {
    query: createKysely({ run: (input) => storage.call('sql.run', input) }, pipelined),
    transact: (statements) =>
      storage.call(
        'sql.transact',
        statements.map((statement) => toSqlInput(statement.compile() as CompiledQuery)),
      ),
  };
}
