import type { ProcedureCaller } from '../storage/index.ts';
import type { clusterProcedures } from './procedures.ts';

/** A job that this node is at. */
export interface Lease {
  /**
   * Whether the job is still this node's; asked before each of its steps. A node that was paused may be a step late, so
   * the steps must be such that two nodes do no harm at once.
   */
  readonly isHeld: boolean;
}

/**
 * Runs a job that one node at a time may do.
 *
 * @param name tells it from other jobs
 * @returns whether it ran here; false when another node is at it
 */
export type OnceInCluster = (name: string, job: (lease: Lease) => Promise<void>) => Promise<boolean>;

/** For a node that is alone: a job does not begin again while it runs. */
export function createOnceInProcess(): OnceInCluster {
  const running = new Set<string>();
  return async (name, job) => {
    if (running.has(name)) return false;
    running.add(name);
    try {
      await job({ isHeld: true });
      return true;
    } finally {
      running.delete(name);
    }
  };
}

/** How nodes agree in their store. */
export interface OnceInStoreOptions {
  readonly storage: ProcedureCaller<typeof clusterProcedures>;
  /** Names this start of this node, for good. */
  readonly holder: string;
  /** The store could not be asked whether a job is still this node's. */
  readonly onProblem: (error: unknown) => void;
}

/** How long a job stays with a node that is not heard of. Short, for a node that dies leaves it for so long. */
const LEASE_SECONDS = 6;

/** Several tries before it is over. */
const RENEW_MS = 1000;

/** The store counts in whole seconds, so that what it gives may be one shorter. */
const HELD_MS = (LEASE_SECONDS - 1) * 1000;

/**
 * For nodes with one store: who is at a job has a lease there and renews it. A node that dies, or cannot reach the store,
 * loses its jobs within `LEASE_SECONDS`.
 */
export function createOnceInStore({ storage, holder, onProblem }: OnceInStoreOptions): OnceInCluster {
  const onceHere = createOnceInProcess();
  return async (name, job) => {
    let isOurs = false;
    await onceHere(name, async () => {
      const who = { name, holder, seconds: LEASE_SECONDS };
      // Counted from before the store is asked: it counts from later on.
      let askedMs = performance.now();
      isOurs = await storage.call('cluster.takeLease', who);
      if (!isOurs) return;
      let isLost = false;
      let isAsking = false;
      const renew = async () => {
        if (isAsking) return;
        isAsking = true;
        const nowMs = performance.now();
        try {
          if (await storage.call('cluster.renewLease', who)) askedMs = nowMs;
          else isLost = true;
        } catch (error) {
          onProblem(error);
        } finally {
          isAsking = false;
        }
      };
      const timer = setInterval(() => void renew(), RENEW_MS);
      try {
        await job({
          get isHeld() {
            return !isLost && performance.now() - askedMs < HELD_MS;
          },
        });
      } finally {
        clearInterval(timer);
        // What cannot be given back now runs out.
        await storage.call('cluster.dropLease', who).catch(onProblem);
      }
    });
    return isOurs;
  };
}
