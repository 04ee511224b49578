import { Worker } from 'node:worker_threads';
import { ImError } from '@warbler/protocol';
import { reviveFailure } from './failure.ts';
import { Fifo } from './fifo.ts';
import type { StorageEngine } from './open-store.ts';
import type { ProcedureCaller, ProcedureTable, RunRequest } from './procedure.ts';
import type { StoreAnswer } from './run-batch.ts';
import type { FromStorage, ToStorage } from './serve-storage.ts';

/** Requests travel together when so many are there, or when the turn of the event loop ends: the thread should not idle. */
const POSTED_MAX = 64;

/** What is told of each commit. */
export interface CommitReport {
  /** Requests in the group. */
  readonly size: number;
  readonly durationMs: number;
}

/** How to start the storage thread. */
export interface StartStorageOptions {
  readonly engine: StorageEngine;
  /** The module that calls `serveStorage` with the server's procedures. */
  readonly entry: URL;
  /** Requests that may wait at once; one more is refused with `storageUnavailable`. */
  readonly queueMax: number;
  /** While one waits longer than this, in ms, more are refused: beyond what the disk takes, waiting only grows. */
  readonly waitMaxMs: number;
  readonly onCommit?: (report: CommitReport) => void;
  /** The thread died: nothing can be stored any more. */
  readonly onLost?: (error: Error) => void;
}

/** The running storage thread. */
export interface StorageThread<Table extends ProcedureTable> extends ProcedureCaller<Table> {
  /** The number of this node, 0 to 30. No other node over the same data has it. */
  readonly node: number;
  /** Requests that wait for their answer now. */
  readonly waitingCount: number;
  /** Finishes what waits, closes the files and lets go of the folder. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (error: Error) => void;
  readonly askedMs: number;
}

/**
 * Starts the thread that owns the data folder, and resolves when it is open and migrated.
 *
 * Requests made in one turn of the event loop travel together, in some groups if they are many. Answers come back in the
 * order of the requests, and what a caller does with one without waiting for anything else is done before the next one
 * comes: whoever delivers what was stored delivers it in the order of the log.
 *
 * @throws ImError `dataFolderInUse`; other errors of opening as they are
 */
export async function startStorageThread<Table extends ProcedureTable>(
  options: StartStorageOptions,
): Promise<StorageThread<Table>> {
  const { engine, entry, queueMax, waitMaxMs, onCommit, onLost } = options;
  const worker = new Worker(entry, { workerData: engine, name: 'storage' });
  const waiting = new Fifo<Waiting>();
  let unsent: RunRequest[] = [];
  let state: 'open' | 'stopping' | 'lost' = 'open';

  const post = (message: ToStorage) => worker.postMessage(message);
  const sendAll = () => {
    if (unsent.length === 0) return;
    post({ requests: unsent });
    unsent = [];
  };

  /** Answers that are here, and whose turn has not come. */
  let turnsLeft = 0;
  /** The first one at once, so that who waits alone waits no longer than it takes. */
  const handOut = (answers: readonly StoreAnswer[]) => {
    for (const [index, answer] of answers.entries()) {
      if (index === 0 && turnsLeft === 0) {
        settle(waiting, answer);
        continue;
      }
      turnsLeft += 1;
      inTurn(() => {
        turnsLeft -= 1;
        settle(waiting, answer);
      });
    }
  };

  const node = await opened(worker);
  worker.on('message', (message: FromStorage) => {
    if (message.kind !== 'answers') return;
    onCommit?.({ size: message.answers.length, durationMs: message.commitMs });
    handOut(message.answers);
  });
  // Behind its last answers, and when it is gone: a process that ends while a thread is being taken down may crash.
  const gone = new Promise<void>((resolve) => worker.once('exit', () => inTurn(resolve)));
  worker.on('error', (error) => {
    const wasStopping = state === 'stopping';
    state = 'lost';
    inTurn(() => {
      for (let next = waiting.take(); next !== undefined; next = waiting.take()) {
        next.reject(new ImError('storageUnavailable', { cause: error }));
      }
    });
    if (!wasStopping) onLost?.(error);
  });

  return {
    node,
    get waitingCount() {
      return waiting.size;
    },
    call(name, input) {
      if (state !== 'open')
        return Promise.reject(new ImError(state === 'lost' ? 'storageUnavailable' : 'serverClosing'));
      if (waiting.size >= queueMax) return Promise.reject(new ImError('storageUnavailable', { details: { queueMax } }));
      const askedMs = performance.now();
      if (askedMs - (waiting.first?.askedMs ?? askedMs) > waitMaxMs) {
        return Promise.reject(new ImError('storageUnavailable', { details: { waitMaxMs } }));
      }
      const answer = new Promise<never>((resolve, reject) => waiting.add({ resolve, reject, askedMs }));
      if (unsent.length === 0) setImmediate(sendAll);
      unsent.push({ name, input });
      if (unsent.length === POSTED_MAX) sendAll();
      return answer;
    },
    async stop() {
      if (state === 'lost') return;
      state = 'stopping';
      sendAll();
      post('stop');
      await gone;
    },
  };
}

/** @returns the number of the node */
function opened(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    const onFailure = (error: Error) => reject(asKnown(error));
    worker.once('error', onFailure);
    worker.once('message', (message: FromStorage) => {
      worker.off('error', onFailure);
      resolve(message.kind === 'ready' ? message.node : 0);
    });
  });
}

/** An ImError loses its class on the way out of a worker; its code tells which it was. */
function asKnown(error: Error & { code?: unknown }): Error {
  return error.code === 'dataFolderInUse' ? new ImError('dataFolderInUse', { message: error.message }) : error;
}

/**
 * Runs behind everything that was handed over before and all that followed from it: between two immediates Node empties
 * the queue of promises, which between two settled promises of one turn it does not.
 */
function inTurn(run: () => void): void {
  setImmediate(run);
}

/** The answer is for whoever waits the longest: the thread answers in the order of the requests. */
function settle(waiting: Fifo<Waiting>, answer: StoreAnswer): void {
  const caller = waiting.take();
  if (caller === undefined) return;
  if ('failure' in answer) caller.reject(reviveFailure(answer.failure));
  else caller.resolve(answer.output as never);
}
