/**
 * Runs a job that one node at a time may do.
 *
 * @param name tells it from other jobs
 * @returns whether it ran here; false when another node is at it
 */
export type OnceInCluster = (name: string, job: () => Promise<void>) => Promise<boolean>;

/** For nodes of one process: the one that comes first does it. Without other nodes it is always this one. */
export function createOnceInProcess(): OnceInCluster {
  const running = new Set<string>();
  return async (name, job) => {
    if (running.has(name)) return false;
    running.add(name);
    try {
      await job();
      return true;
    } finally {
      running.delete(name);
    }
  };
}
