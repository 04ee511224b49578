import type { SqlConnection, SqlStatement } from './sql-connection.ts';

/** How many compiled statements are kept; far above the number the server has, so that only a bug fills it. */
const STATEMENTS_MAX = 1000;

/** Compiles every SQL text once per connection. The one statement cache of the store. */
export class StatementCache {
  readonly #connection: SqlConnection;
  readonly #statements = new Map<string, SqlStatement>();

  constructor(connection: SqlConnection) {
    this.#connection = connection;
  }

  /** The compiled form of `sql`. The text must be a constant with parameters, never built from input. */
  prepare(sql: string): SqlStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= STATEMENTS_MAX) this.#statements.clear();
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
