import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { createOnceInProcess, createOnceInStore, type OnceInCluster } from './cluster/index.ts';
import type { Storage } from './open-storage.ts';

/** What the sharing of work needs. */
interface WorkSharingOptions {
  readonly storage: Storage;
  /** Other servers may use it too, whether they hear each other or not. */
  readonly isStorageShared: boolean;
  readonly node: number;
  readonly logger: Logger;
}

/** How this node and the others over the same store do what needs doing once. They agree in the store, without the bus. */
export interface WorkSharing {
  /** No other node uses the store. */
  readonly isAlone: boolean;
  /** This start of this node, by which claims and leases are its own. */
  readonly holder: string;
  readonly onceInCluster: OnceInCluster;
  /** Goes on, now and again, with what other nodes began and did not finish. */
  takeUp(resumes: readonly (() => Promise<void>)[]): void;
  stop(): void;
}

/** How often it is looked whether a node that is gone has left work behind. Two short reads. */
const TAKE_UP_MS = 5000;

/** Begins to share work with other nodes, if there can be any. */
export function shareWork({ storage, isStorageShared, node, logger }: WorkSharingOptions): WorkSharing {
  const holder = `${node} ${randomUUID()}`;
  const onProblem = (error: unknown) =>
    logger.warn({ err: error }, 'it could not be asked whether a job is still for this node');
  let timer: NodeJS.Timeout | undefined;
  return {
    isAlone: !isStorageShared,
    holder,
    onceInCluster: isStorageShared ? createOnceInStore({ storage, holder, onProblem }) : createOnceInProcess(),
    takeUp(resumes) {
      // What a node that is alone did not finish it goes on with when it starts.
      if (!isStorageShared) return;
      timer = setInterval(() => {
        for (const resume of resumes) {
          resume().catch((error) => logger.error({ err: error }, 'work that was left behind could not be looked for'));
        }
      }, TAKE_UP_MS).unref();
    },
    stop: () => clearInterval(timer),
  };
}
