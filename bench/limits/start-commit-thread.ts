import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CommitRequest, CommitThreadOptions, FromCommitThread } from './commit-thread.ts';

/** A running thread that makes rows durable in groups. */
export interface CommitThread {
  /** Queues a row; those of one tick travel together. */
  commit(row: CommitRequest): void;
  stop(): Promise<void>;
}

/**
 * Starts it over a new folder.
 *
 * @param onDurable is told each row once it is on the disk
 */
export async function startCommitThread(
  payloadBytes: number,
  onDurable: (serial: number) => void,
): Promise<CommitThread> {
  const folder = await mkdtemp(join(tmpdir(), 'warbler-bench-'));
  const workerData: CommitThreadOptions = { folder, payloadBytes };
  const worker = new Worker(new URL('./commit-thread.ts', import.meta.url), { workerData });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.on('message', (serials: FromCommitThread) => serials.forEach(onDurable));
  let waiting: CommitRequest[] = [];
  const post = () => {
    worker.postMessage(waiting);
    waiting = [];
  };
  return {
    commit(row) {
      if (waiting.length === 0) setImmediate(post);
      waiting.push(row);
    },
    async stop() {
      worker.postMessage('stop');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
