import { ImError } from '@warbler/protocol';

/** Lets a few do heavy work at once; others wait for their turn. */
export interface WorkQueue {
  /** Does the work when it is its turn. @throws ImError `rateLimited` when too many wait already; what the work throws */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Makes a queue, first come, first served. */
export function createWorkQueue({
  atOnceMax,
  waitingMax,
}: {
  readonly atOnceMax: number;
  readonly waitingMax: number;
}): WorkQueue {
  const waiting: (() => void)[] = [];
  let runningCount = 0;
  return {
    async run(work) {
      if (runningCount >= atOnceMax) {
        if (waiting.length >= waitingMax) throw new ImError('rateLimited');
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else runningCount += 1;
      try {
        return await work();
      } finally {
        // Whoever waits takes this place over, so that nobody who comes now goes first.
        const next = waiting.shift();
        if (next === undefined) runningCount -= 1;
        else next();
      }
    },
  };
}
