/** A value that an engine stores. Integers are JS numbers below 2^53. */
export type SqlValue = number | string | null | Uint8Array;

/** A row as the engine gives it: column name to value. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** What a statement did that gives no rows. */
export interface RunResult {
  /** How many rows it inserted, updated or deleted. Reading it may wait for the engine. */
  readonly changes: number;
}

/** A compiled statement. Parameters are positional. */
export interface SqlStatement {
  /** Whether it gives rows (`select`, `returning`). */
  readonly givesRows: boolean;
  /** Its first row. */
  get(...parameters: readonly SqlValue[]): SqlRow | undefined;
  all(...parameters: readonly SqlValue[]): SqlRow[];
  iterate(...parameters: readonly SqlValue[]): Iterable<SqlRow>;
  /**
   * Runs it for its effect. An engine may put it off until something is asked of it: what fails then fails the batch,
   * not the call.
   */
  run(...parameters: readonly SqlValue[]): RunResult;
}

/** The few calls that the store needs of an engine. They return when they are done: the storage thread has nothing else to do. */
export interface SqlConnection {
  prepare(sql: string): SqlStatement;
  /** Runs statements without parameters. */
  exec(sql: string): void;
  close(): void;
}
