import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { giveBackMemorySoon } from '../give-back-memory.ts';
import { openStore, type StorageEngine } from './open-store.ts';
import type { ProcedureAccess, RunRequest } from './procedure.ts';
import { type BatchWork, runBatch, type StoreAnswer } from './run-batch.ts';

/** From the server: requests, in order, or the wish to stop. */
export type ToStorage = { readonly requests: readonly RunRequest[] } | 'stop';

/** From the thread: an answer for each request, in their order. */
export type FromStorage =
  | { readonly kind: 'ready'; readonly node: number }
  | { readonly kind: 'answers'; readonly answers: readonly StoreAnswer[]; readonly commitMs: number };

/**
 * The storage thread's loop: wait for a request, take everything else that waits too, run it as one batch, answer.
 * What arrives during a commit makes up the next batch, so the load sets the size of the groups.
 *
 * @throws Error when it is not called on a worker thread
 */
export async function serveStorage(work: BatchWork, access: ProcedureAccess): Promise<void> {
  if (parentPort === null) throw new Error('the storage loop runs on a worker thread only');
  const port = parentPort;
  const store = await openStore(workerData as StorageEngine, access);
  const post = (message: FromStorage) => port.postMessage(message);

  port.on('message', (first: ToStorage) => {
    const { requests, shouldStop } = drain(port, first);
    const { requestsMax } = store.transaction;
    for (let start = 0; start < requests.length; start += requestsMax) {
      const startedMs = performance.now();
      const answers = runBatch(store, work, requests.slice(start, start + requestsMax));
      post({ kind: 'answers', answers, commitMs: performance.now() - startedMs });
    }
    if (!shouldStop) return;
    store.close();
    port.close();
  });
  post({ kind: 'ready', node: store.node });
  giveBackMemorySoon();
}

function drain(port: MessagePort, first: ToStorage): { requests: RunRequest[]; shouldStop: boolean } {
  const requests: RunRequest[] = [];
  for (let next: ToStorage | undefined = first; next !== undefined; next = receiveMessageOnPort(port)?.message) {
    if (next === 'stop') return { requests, shouldStop: true };
    for (const request of next.requests) requests.push(request);
  }
  return { requests, shouldStop: false };
}
