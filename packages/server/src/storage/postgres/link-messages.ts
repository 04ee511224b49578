import type { SqlValue } from '../sql-connection.ts';

/** A statement for the connection. */
export interface Command {
  readonly text: string;
  /** Of a statement that is compiled once per connection. */
  readonly name?: string;
  readonly values?: readonly (SqlValue | readonly string[])[];
}

/** What it gave. */
export interface CommandResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
  readonly changes: number;
  /** The command's tag, such as `COMMIT`; a `commit` of what had failed says `ROLLBACK`. */
  readonly tag: string;
}

/** An error as it crosses the threads. */
export interface CommandFailure {
  readonly message: string;
  /** PostgreSQL's five letters (SQLSTATE); absent when the connection itself failed. */
  readonly sqlState?: string;
  readonly table?: string;
  readonly detail?: string;
}

/** How the connection is made and kept. */
export interface ConnectionOptions {
  /** `postgres://…`; holds the password. */
  readonly url: string;
  readonly connectMs: number;
  /** A statement that takes longer is given up. */
  readonly statementMs: number;
  /** PostgreSQL ends the session of a node that stopped in the middle of a transaction after this time, and frees its locks. */
  readonly idleInTransactionMs: number;
  readonly name: string;
}

/** To the connection's thread; each is answered by one {@link FromLink} with its `id`. */
export type ToLink =
  | { readonly id: number; readonly kind: 'connect' }
  | { readonly id: number; readonly kind: 'run'; readonly commands: readonly Command[] }
  | { readonly id: number; readonly kind: 'close' };

/** From it: results in the order of the commands, or the first failure. */
export type FromLink =
  | { readonly id: number; readonly results: readonly CommandResult[] }
  | { readonly id: number; readonly failure: CommandFailure };
