import type { CommandFailure } from './link-messages.ts';

/** PostgreSQL refused a statement. The transaction that it was part of is over. */
export class PostgresError extends Error {
  /** Five letters, see PostgreSQL's appendix of error codes. */
  readonly sqlState: string;
  /** `table.column, table.column` of the unique key that was hit, when it was one. */
  readonly uniqueKey?: string;

  constructor({ message, sqlState = '', table, detail }: CommandFailure) {
    super(message);
    this.name = 'PostgresError';
    this.sqlState = sqlState;
    if (sqlState === '23505') this.uniqueKey = keyOf(table ?? '', detail ?? '');
  }
}

/** The connection went away. What was under way is rolled back by PostgreSQL, unless it was a commit: then nobody knows. */
export class ConnectionLost extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`the connection to PostgreSQL was lost: ${reason}`, options);
    this.name = 'ConnectionLost';
  }
}

/** `Key (app_id, username_key)=(…) already exists.`, without the values, which are users' data. */
function keyOf(table: string, detail: string): string {
  const columns = /^Key \(([^)]+)\)=/.exec(detail)?.[1] ?? '';
  return columns
    .split(', ')
    .map((column) => `${table}.${column}`)
    .join(', ');
}
