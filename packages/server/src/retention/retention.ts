import type { Apps } from '../apps/index.ts';
import type { Lease, OnceInCluster } from '../cluster/index.ts';
import type { Limits } from '../config/index.ts';
import { type SweepPorts, sweepApp } from './sweep-app.ts';

/** What the removal of old messages needs. */
interface RetentionOptions {
  readonly storage: SweepPorts['storage'];
  readonly apps: Pick<Apps, 'list'>;
  readonly limits: Pick<Limits, 'retentionSweepMs' | 'retentionStepRows'>;
  readonly now: () => number;
  /** One node sweeps at a time. */
  readonly onceInCluster: OnceInCluster;
  /** A sweep failed; the next one goes on. */
  readonly onProblem: (error: unknown) => void;
}

/** The removal of messages that are older than their app keeps them. */
export interface Retention {
  /** Ends it, after the step that is under way. */
  stop(): Promise<void>;
}

const APPS_PAGE = 100;

/** Sweeps every `retentionSweepMs`, one app after the other, each in steps of bounded work. */
export function startRetention({ storage, apps, limits, now, onceInCluster, onProblem }: RetentionOptions): Retention {
  let isStopped = false;
  let sweeping: Promise<void> | undefined;
  const sweep = async (lease: Lease) => {
    const isWanted = () => !isStopped && lease.isHeld;
    const ports = { storage, stepRows: limits.retentionStepRows, isWanted };
    for (let after: string | undefined = ''; after !== undefined && isWanted(); ) {
      const page: Awaited<ReturnType<Apps['list']>> = await apps.list({ after, limit: APPS_PAGE });
      for (const { appId, settings } of page) {
        const days = settings.messageRetentionDays;
        if (days !== null) await sweepApp(ports, { appId, days, nowMs: now() });
      }
      after = page.length < APPS_PAGE ? undefined : page.at(-1)?.appId;
    }
  };
  const timer = setInterval(() => {
    sweeping ??= onceInCluster('retention', sweep)
      .then(() => undefined)
      .catch(onProblem)
      .finally(() => {
        sweeping = undefined;
      });
  }, limits.retentionSweepMs);
  timer.unref();

  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await sweeping;
    },
  };
}
