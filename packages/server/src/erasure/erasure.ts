import type { UserRef } from '../accounts/index.ts';
import type { Lease, OnceInCluster } from '../cluster/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import type { erasureProcedures } from './procedures.ts';

/**
 * Erases one part of what a deleted user left, in steps that each hold the storage up for a moment only. Done again it
 * does no harm: a crash repeats it from its beginning.
 */
export type ErasePart = (user: UserRef) => Promise<void>;

/** What erasures need. */
export interface ErasureOptions {
  readonly storage: ProcedureCaller<typeof erasureProcedures>;
  /** Erased one after another. */
  readonly parts: readonly ErasePart[];
  /** One node is at a user at a time. */
  readonly onceInCluster: OnceInCluster;
  /** Something could not be erased; it is tried again. */
  readonly onProblem: (error: unknown) => void;
}

/** Erases what deleted users left. */
export interface Erasure {
  /**
   * Erases everything of a user; resolves when nothing is left, when that has to wait for another try, or when another node
   * is at it.
   */
  erase(user: UserRef): Promise<void>;
  /** Goes on with what a crash or a failure interrupted, here or at another node. */
  resume(): Promise<void>;
  /** The server stops: what is left waits for the next start. */
  stop(): void;
}

/** Whatever kept the storage from its work needs a while to be mended. */
const RETRY_MS = 60_000;

/** Opens the erasure. */
export function createErasure({ storage, parts, onceInCluster, onProblem }: ErasureOptions): Erasure {
  /** Two at the same user would do everything twice. */
  const underWay = new Map<string, Promise<void>>();
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;

  const eraseParts = async (user: UserRef, lease: Lease) => {
    for (const part of parts) {
      // Whoever has it now begins anew.
      if (!lease.isHeld) return;
      await part(user);
    }
    await storage.call('erasure.finish', { appId: user.appId, user: user.userId });
  };
  const tryAgainLater = (error: unknown) => {
    if (isStopped) return;
    onProblem(error);
    retry ??= setTimeout(() => {
      retry = undefined;
      void resume();
    }, RETRY_MS).unref();
  };
  const erase = (user: UserRef) => {
    const name = `${user.userId} ${user.appId}`;
    const known = underWay.get(name);
    if (known !== undefined) return known;
    const erasing = onceInCluster(`erasure of ${name}`, (lease) => eraseParts(user, lease))
      .then(() => undefined)
      .catch(tryAgainLater)
      .finally(() => underWay.delete(name));
    underWay.set(name, erasing);
    return erasing;
  };
  const resume = async () => {
    try {
      for (const { appId, user } of await storage.call('erasure.list', undefined)) {
        if (!isStopped) await erase({ appId, userId: user });
      }
    } catch (error) {
      tryAgainLater(error);
    }
  };

  return {
    erase,
    resume,
    stop() {
      isStopped = true;
      clearTimeout(retry);
    },
  };
}
