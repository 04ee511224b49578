import { ImError } from '@warbler/protocol';
import { UniqueViolation } from './database.ts';
import { describeFailure, type Failure } from './failure.ts';
import type { ProcedureTable, StoreContext } from './procedure.ts';

/** A call that waits for the storage thread. */
export interface StoreRequest {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

/** Its answer, posted only when everything the batch wrote is durable. */
export type StoreAnswer =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly failure: Failure };

/**
 * Group commit: runs the waiting requests first come, first served in one transaction and commits once.
 *
 * The answers are only to be handed out after this returns, so nobody sees what could still be lost, readers included.
 * When something unexpected breaks the batch (a full disk, a broken constraint), all of it is rolled back and each
 * request is run again in a transaction of its own: only the culprit fails, the others lose nothing.
 */
export function runBatch(
  store: StoreContext,
  procedures: ProcedureTable,
  requests: readonly StoreRequest[],
): readonly StoreAnswer[] {
  try {
    return runTogether(store, procedures, requests);
  } catch (error) {
    if (requests.length > 1) return requests.flatMap((request) => runBatch(store, procedures, [request]));
    return requests.map(({ id }) => ({ id, failure: describeFailure(error) }));
  }
}

function runTogether(
  store: StoreContext,
  procedures: ProcedureTable,
  requests: readonly StoreRequest[],
): readonly StoreAnswer[] {
  store.connection.exec('begin');
  try {
    const answers = requests.map((request) => runOne(store, procedures, request));
    store.connection.exec('commit');
    return answers;
  } catch (error) {
    rollBack(store);
    throw error;
  }
}

function runOne(store: StoreContext, procedures: ProcedureTable, { id, name, input }: StoreRequest): StoreAnswer {
  const procedure = procedures[name];
  if (procedure === undefined) throw new Error(`no such procedure: ${name}`);
  try {
    return { id, output: procedure(store, input) };
  } catch (error) {
    if (error instanceof ImError || isContained(error, name)) return { id, failure: describeFailure(error) };
    throw error;
  }
}

/** A unique key that a relational unit hit: its savepoint, or SQLite's own statement rollback, took it back already. */
function isContained(error: unknown, name: string): boolean {
  if (!name.startsWith('sql.')) return false;
  return error instanceof UniqueViolation || describeFailure(error).kind === 'unique';
}

/** A full disk makes SQLite roll back by itself; then there is nothing left to roll back, which is fine. */
function rollBack(store: StoreContext): void {
  try {
    store.connection.exec('rollback');
  } catch (error) {
    if (!/no transaction is active/.test(String(error))) throw error;
  }
}
