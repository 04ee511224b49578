import { ImError } from '@warbler/protocol';
import { describeFailure, type Failure } from './failure.ts';
import type { OpenStore } from './open-store.ts';
import type { ProcedureRun, ProcedureTable, RunRequest, StoreContext } from './procedure.ts';

/** The answer to a call, posted only when everything the batch wrote is durable. */
export type StoreAnswer = { readonly output: unknown } | { readonly failure: Failure };

/** What a batch can be made of. */
export interface BatchWork {
  readonly procedures: ProcedureTable;
  /** Which calls are done many at once, where that is better. */
  readonly runs: readonly ProcedureRun[];
}

/**
 * Group commit: runs the waiting requests first come, first served in one transaction and commits once.
 *
 * The answers are only to be handed out after this returns, so nobody sees what could still be lost, readers included.
 * When something unexpected breaks the batch (a full disk, a broken constraint), all of it is rolled back and each
 * request is run again in a transaction of its own: only the culprit fails, the others lose nothing. What the engine
 * knows to pass (a lost connection) is waited for.
 *
 * @returns an answer for each request, in their order
 */
export function runBatch(store: OpenStore, work: BatchWork, requests: readonly RunRequest[]): readonly StoreAnswer[] {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return runTogether(store, work, requests);
    } catch (error) {
      const next = store.transaction.afterFailure(error, attempts);
      if (next === 'again') continue;
      if (next === 'apart' && requests.length > 1) {
        return requests.flatMap((request) => runBatch(store, work, [request]));
      }
      return requests.map(() => ({ failure: describeFailure(error) }));
    }
  }
}

function runTogether(store: OpenStore, work: BatchWork, requests: readonly RunRequest[]): readonly StoreAnswer[] {
  const { context, transaction, isFar } = store;
  transaction.begin(requests);
  try {
    const answers = isFar
      ? runInRuns(context, work, requests)
      : requests.map((request) => runOne(context, work.procedures, request));
    transaction.commit();
    return answers;
  } catch (error) {
    transaction.rollBack();
    throw error;
  }
}

/** In order as well: a run is of requests that come one after another. */
function runInRuns(
  context: StoreContext,
  { procedures, runs }: BatchWork,
  requests: readonly RunRequest[],
): readonly StoreAnswer[] {
  const answers: StoreAnswer[] = [];
  for (let start = 0; start < requests.length; start = answers.length) {
    const request = requests[start] as RunRequest;
    const run = runs.find(({ takes }) => takes(request));
    if (run === undefined) {
      answers.push(runOne(context, procedures, request));
      continue;
    }
    let end = start + 1;
    while (end < requests.length && run.takes(requests[end] as RunRequest)) end += 1;
    for (const outcome of run.run(context, requests.slice(start, end))) {
      answers.push('error' in outcome ? { failure: describeFailure(outcome.error) } : outcome);
    }
  }
  return answers;
}

function runOne(store: StoreContext, procedures: ProcedureTable, { name, input }: RunRequest): StoreAnswer {
  const procedure = procedures[name];
  if (procedure === undefined) throw new Error(`no such procedure: ${name}`);
  try {
    return { output: procedure(store, input) };
  } catch (error) {
    if (error instanceof ImError || isContained(error, name)) return { failure: describeFailure(error) };
    throw error;
  }
}

/** A unique key that a relational unit hit: its savepoint took it back already. */
function isContained(error: unknown, name: string): boolean {
  return name.startsWith('sql.') && describeFailure(error).kind === 'unique';
}
