import type { ProcedureCaller } from '../storage/index.ts';
import type { outboxProcedures } from './procedures.ts';
import type { ClaimedWork, WorkInput } from './sql/work.ts';

/** What the outbox needs of the storage. */
export type OutboxStorage = ProcedureCaller<typeof outboxProcedures>;

/** What a worker needs. */
export interface OutboxWorkerOptions {
  readonly storage: OutboxStorage;
  /** Names this start of this node, for good. */
  readonly holder: string;
  /** Whose work it does. */
  readonly queue: string;
  /** How many pieces it does at a time. */
  readonly atOnce: number;
  /**
   * Does a piece of work and ends it with `finishWork`, together with whatever it stores. Somebody else may have begun it
   * before and died, or be at it still after a pause: what it does outside the store can happen twice.
   */
  readonly run: (work: ClaimedWork & WorkInput) => Promise<void>;
  /** Work could not be taken or done; it is tried again when its time is over. */
  readonly onProblem: (error: unknown) => void;
}

/** Does the work of one queue, beside the workers of other nodes. */
export interface OutboxWorker {
  /** There is work: it is looked for at once. */
  wake(): void;
  /** Takes nothing any more; resolves when what is under way is done. */
  stop(): Promise<void>;
}

/** How long work stays with a worker that is not heard of. */
const CLAIM_SECONDS = 10;

/** Several tries before it is over. */
const RENEW_MS = 3000;

/** How often it is looked for work that others left, or that other nodes put down. */
const LOOK_MS = 5000;

/** Starts a worker. */
export function startOutboxWorker(options: OutboxWorkerOptions): OutboxWorker {
  const { storage, holder, queue, atOnce, onProblem } = options;
  const running = new Set<Promise<void>>();
  let isStopped = false;
  let isLooking = false;
  let isMore = false;
  let looking: Promise<void> = Promise.resolve();

  const doOne = async (work: ClaimedWork) => {
    const { workId } = work;
    const renew = () => storage.call('outbox.renew', { workId, holder, seconds: CLAIM_SECONDS });
    const timer = setInterval(() => void renew().catch(onProblem), RENEW_MS);
    try {
      await options.run({ ...work, holder });
    } catch (error) {
      onProblem(error);
    } finally {
      clearInterval(timer);
    }
  };
  /** Takes as much as there is room for, until there is nothing to take. */
  const look = async () => {
    do {
      isMore = false;
      const limit = atOnce - running.size;
      if (limit <= 0 || isStopped) return;
      const claimed = await storage.call('outbox.claim', { queue, holder, limit, seconds: CLAIM_SECONDS });
      for (const work of claimed) {
        const done = doOne(work).finally(() => {
          running.delete(done);
          wake();
        });
        running.add(done);
      }
    } while (isMore);
  };
  const wake = () => {
    isMore = true;
    if (isLooking || isStopped) return;
    isLooking = true;
    looking = look()
      .catch(onProblem)
      .finally(() => {
        isLooking = false;
        // Woken after the last look.
        if (isMore) wake();
      });
  };
  const timer = setInterval(wake, LOOK_MS).unref();
  wake();

  return {
    wake,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await looking;
      await Promise.all(running);
    },
  };
}
