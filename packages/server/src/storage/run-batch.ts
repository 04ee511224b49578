import { ImError } from '@warbler/protocol';
import { describeFailure, type Failure } from './failure.ts';
import type { OpenStore } from './open-store.ts';
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
 * request is run again in a transaction of its own: only the culprit fails, the others lose nothing. What the engine
 * knows to pass (a lost connection) is waited for.
 */
export function runBatch(
  store: OpenStore,
  procedures: ProcedureTable,
  requests: readonly StoreRequest[],
): readonly StoreAnswer[] {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return runTogether(store, procedures, requests);
    } catch (error) {
      const next = store.transaction.afterFailure(error, attempts);
      if (next === 'again') continue;
      if (next === 'apart' && requests.length > 1) {
        return requests.flatMap((request) => runBatch(store, procedures, [request]));
      }
      return requests.map(({ id }) => ({ id, failure: describeFailure(error) }));
    }
  }
}

function runTogether(
  { context, transaction }: OpenStore,
  procedures: ProcedureTable,
  requests: readonly StoreRequest[],
): readonly StoreAnswer[] {
  transaction.begin(requests);
  try {
    const answers = requests.map((request) => runOne(context, procedures, request));
    transaction.commit();
    return answers;
  } catch (error) {
    transaction.rollBack();
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

/** A unique key that a relational unit hit: its savepoint took it back already. */
function isContained(error: unknown, name: string): boolean {
  return name.startsWith('sql.') && describeFailure(error).kind === 'unique';
}
