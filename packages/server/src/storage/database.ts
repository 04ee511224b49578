import type { Compilable, Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What one statement of a unit did. */
export interface StatementResult {
  /** The rows a `select` or a `returning` clause gave, in the engine's order. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** How many rows an insert, update or delete touched. */
  readonly changes: number;
}

/**
 * Relational data, typed and the same for every engine.
 *
 * There are no interactive transactions: one thread writes and commits in groups, so a transaction held open across
 * a round trip would stop everyone. A conditional write is one statement (`on conflict`, `where`, `returning`) or a
 * list given to {@link Database.transact}.
 */
export interface Database {
  /** Builds and runs single statements; each is a durable unit of its own when its promise resolves. */
  readonly query: Kysely<Tables>;

  /**
   * Runs the statements in order as one atomic, durable unit.
   *
   * @throws UniqueViolation when a row exists already; nothing of the unit is kept then
   */
  transact(statements: readonly Compilable[]): Promise<readonly StatementResult[]>;
}

/** A unit was refused because a row with this unique key exists. Nothing of the unit was kept. */
export class UniqueViolation extends Error {
  /** The columns of the key as the engine names them, e.g. `users.app_id, users.username_key`. */
  readonly constraint: string;

  constructor(constraint: string, cause?: unknown) {
    super(`a row with this key exists already: ${constraint}`, { cause });
    this.name = 'UniqueViolation';
    this.constraint = constraint;
  }
}
