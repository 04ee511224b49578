import type { RunResult, SqlConnection, SqlRow, SqlStatement, SqlValue } from '../sql-connection.ts';
import type { BlockingLink } from './blocking-link.ts';
import type { Command, CommandResult } from './link-messages.ts';
import { numberParameters, signatureOf, translateSql } from './translate-sql.ts';

/** Commands that wait at most before they are sent, whoever asks. */
const UNSENT_MAX = 256;

/**
 * PostgreSQL as the store's statements see it. A write is put off until somebody asks what came of it, or something is
 * read: then all that waits travels in one round trip, which is most of what a statement costs.
 */
export class PostgresConnection implements SqlConnection {
  readonly #link: BlockingLink;
  #unsent: Command[] = [];
  /** Runs whose commands are in `#unsent`, by the index there. */
  #pending = new Map<number, DeferredRun>();
  #statementCount = 0;

  constructor(link: BlockingLink) {
    this.#link = link;
  }

  prepare(sql: string): SqlStatement {
    return new PostgresStatement(this, translateSql(sql));
  }

  exec(sql: string): void {
    this.defer({ text: translateSql(sql) });
  }

  /** A name for a compiled statement, good for any connection. */
  nextName(): string {
    this.#statementCount += 1;
    return `s${this.#statementCount}`;
  }

  /** Puts a command off. */
  defer(command: Command, run?: DeferredRun): void {
    if (this.#unsent.length >= UNSENT_MAX) this.flush();
    if (run !== undefined) this.#pending.set(this.#unsent.length, run);
    this.#unsent.push(command);
  }

  /** Sends what waits and this command, and gives its result. */
  ask(command: Command): CommandResult {
    this.defer(command);
    return this.flush() as CommandResult;
  }

  /**
   * Sends what waits.
   *
   * @returns the result of the last command, undefined when none waited
   * @throws PostgresError, ConnectionLost; what waited is forgotten then
   */
  flush(): CommandResult | undefined {
    if (this.#unsent.length === 0) return undefined;
    const [commands, pending] = [this.#unsent, this.#pending];
    this.discard();
    const results = this.#link.run(commands);
    for (const [index, run] of pending) run.settle(results[index] as CommandResult);
    return results.at(-1);
  }

  /** Forgets what waits: the transaction that it belonged to is over. */
  discard(): void {
    this.#unsent = [];
    this.#pending = new Map();
  }

  close(): void {
    this.discard();
    this.#link.close();
  }
}

/** A write that may not have been sent yet. */
class DeferredRun implements RunResult {
  readonly #connection: PostgresConnection;
  #changes: number | undefined;

  constructor(connection: PostgresConnection) {
    this.#connection = connection;
  }

  get changes(): number {
    if (this.#changes === undefined) this.#connection.flush();
    if (this.#changes === undefined) throw new Error('the transaction of this write is over');
    return this.#changes;
  }

  settle({ changes }: CommandResult): void {
    this.#changes = changes;
  }
}

class PostgresStatement implements SqlStatement {
  readonly givesRows: boolean;
  readonly #connection: PostgresConnection;
  readonly #sql: string;
  /** One compiled form for each kinds of parameters: null has no type. */
  readonly #forms = new Map<string, Pick<Command, 'text' | 'name'>>();

  constructor(connection: PostgresConnection, sql: string) {
    this.#connection = connection;
    this.#sql = sql;
    this.givesRows = /^\s*(select|with|values)\b|\breturning\b/i.test(sql);
  }

  get(...parameters: readonly SqlValue[]): SqlRow | undefined {
    const { columns, rows } = this.#connection.ask(this.#command(parameters));
    const [first] = rows;
    return first === undefined ? undefined : toRow(columns, first);
  }

  all(...parameters: readonly SqlValue[]): SqlRow[] {
    const { columns, rows } = this.#connection.ask(this.#command(parameters));
    return rows.map((row) => toRow(columns, row));
  }

  iterate(...parameters: readonly SqlValue[]): Iterable<SqlRow> {
    return this.all(...parameters);
  }

  run(...parameters: readonly SqlValue[]): RunResult {
    const run = new DeferredRun(this.#connection);
    this.#connection.defer(this.#command(parameters), run);
    return run;
  }

  #command(parameters: readonly SqlValue[]): Command {
    const signature = signatureOf(parameters);
    let form = this.#forms.get(signature);
    if (form === undefined) {
      form = { text: numberParameters(this.#sql, signature), name: this.#connection.nextName() };
      this.#forms.set(signature, form);
    }
    return { ...form, values: parameters };
  }
}

function toRow(columns: readonly string[], values: readonly SqlValue[]): SqlRow {
  const row: Record<string, SqlValue> = {};
  for (let index = 0; index < columns.length; index += 1) row[columns[index] as string] = values[index] as SqlValue;
  return row;
}
