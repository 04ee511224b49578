import type { StoreKey } from './file.ts';
import type { FilePorts } from './file-ports.ts';
import type { FileSharing } from './files.ts';

/** Removes what uploads left behind, now and again. */
export interface Sweep {
  /** Removes what is to go now. Failures are told and tried again the next time. */
  run(): Promise<void>;
  /** Ends what runs and all that would. */
  stop(): Promise<void>;
}

/** Bytes in one step: the storage thread does other things in between. */
const STEP = 100;

/**
 * Starts the sweep, which one node does at a time. At the start of one that is alone nobody writes yet, so all that was
 * being written before is of a process that is gone; otherwise only what took longer than any write may.
 */
export function startSweep(ports: FilePorts, { isAlone, onceInCluster }: FileSharing): Sweep {
  const { limits, now, onProblem } = ports;
  const longestMs = 2 * Math.max(limits.uploadMs, limits.conversionMs);
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();

  const run = (writtenBeforeMs: number) => {
    running = running
      .then(() =>
        onceInCluster('file sweep', (lease) => removeAll(ports, writtenBeforeMs, () => !isStopped && lease.isHeld)),
      )
      .then(() => undefined)
      .catch(onProblem);
    return running;
  };
  const timer = setInterval(() => void run(now() - longestMs), limits.fileSweepMs).unref();
  void run(isAlone ? now() : now() - longestMs);
  return {
    run: () => run(now() - longestMs),
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

async function removeAll(ports: FilePorts, writtenBeforeMs: number, isWanted: () => boolean): Promise<void> {
  const { storage, store } = ports;
  while (isWanted()) {
    const keys = await storage.call('files.removable', { writtenBeforeMs, limit: STEP });
    if (keys.length === 0) return;
    const removed: StoreKey[] = [];
    try {
      for (const key of keys) {
        await store.remove(key);
        removed.push(key);
      }
    } finally {
      if (removed.length > 0) await storage.call('files.forget', { keys: removed });
    }
    // Again: what was made of these has become removable.
  }
}
