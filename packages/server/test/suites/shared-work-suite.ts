import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createOnceInStore, type Lease } from '../../src/cluster/index.ts';
import { type ClaimedWork, startOutboxWorker, type WorkInput } from '../../src/outbox/index.ts';
import type { OpenedStores } from './open-stores.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };

/** What every engine must do for nodes that share work. The nodes may be one store under two names. */
export function describeSharedWork(engine: string, open: () => Promise<readonly [OpenedStores, OpenedStores]>): void {
  describe(`work that nodes share on ${engine}`, () => {
    let nodes: readonly [OpenedStores, OpenedStores];
    beforeAll(async () => {
      nodes = await open();
    });
    afterAll(async () => {
      for (const { close } of new Set(nodes)) await close();
    });

    const problems: unknown[] = [];
    const onProblem = (error: unknown) => void problems.push(error);
    const onceAt = (node: 0 | 1) =>
      createOnceInStore({ storage: nodes[node].thread, holder: `node ${node}`, onProblem });
    const putDown = (queue: string, body: string) =>
      nodes[0].thread.call('sql.run', {
        sql: 'insert into outbox (queue, body) values (?, ?)',
        parameters: [queue, body],
      });
    const claim = (node: 0 | 1, queue: string, { limit = 10, seconds = 60 } = {}) =>
      nodes[node].thread.call('outbox.claim', { queue, holder: `node ${node}`, limit, seconds });

    test('a job runs at one node at a time, and at the other one as soon as it ended, also after it failed', async () => {
      const gate = Promise.withResolvers<void>();
      const begun = Promise.withResolvers<void>();
      const first = onceAt(0)('sweep', () => {
        begun.resolve();
        return gate.promise;
      });
      await begun.promise;
      expect(await onceAt(1)('sweep', async () => undefined)).toBe(false);
      expect(await onceAt(1)('another', async () => undefined)).toBe(true);
      gate.resolve();
      expect(await first).toBe(true);
      await expect(onceAt(1)('sweep', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
      expect(await onceAt(0)('sweep', async () => undefined)).toBe(true);
    });

    test('the same node does not begin a job again while it runs', async () => {
      const once = onceAt(0);
      let isSecondRun: boolean | undefined;
      await once('alone', async () => {
        isSecondRun = await once('alone', async () => undefined);
      });
      expect(isSecondRun).toBe(false);
    });

    test('a job is kept for as long as it runs', async () => {
      const held = await nodes[0].thread.call('cluster.takeLease', { name: 'long', holder: 'node 0', seconds: 1 });
      expect(held).toBe(true);
      // Renewed like this it would be over in a second without.
      const expiry = async () => {
        const sql = "select expires_at from job_leases where name = 'long'";
        const { rows } = await nodes[1].thread.call('sql.run', { sql, parameters: [] });
        return rows[0]?.expires_at as number;
      };
      const before = await expiry();
      expect(await nodes[0].thread.call('cluster.renewLease', { name: 'long', holder: 'node 0', seconds: 60 })).toBe(
        true,
      );
      expect(await expiry()).toBeGreaterThan(before + 50);
      expect(await nodes[1].thread.call('cluster.takeLease', { name: 'long', holder: 'node 1', seconds: 60 })).toBe(
        false,
      );
    });

    test('what a dead node was at is taken by the next one that asks, and whoever lost it is told', async () => {
      await nodes[0].thread.call('cluster.takeLease', { name: 'left', holder: 'a dead node', seconds: 1 });
      const taken = vi.fn(async () => undefined);
      await vi.waitFor(async () => expect(await onceAt(1)('left', taken)).toBe(true), PATIENCE);
      expect(taken).toHaveBeenCalledOnce();
      expect(
        await nodes[0].thread.call('cluster.renewLease', { name: 'left', holder: 'a dead node', seconds: 60 }),
      ).toBe(false);
    });

    test('a job that another node took ends at its next step', async () => {
      const steps: Lease[] = [];
      await onceAt(0)('taken', async (lease) => {
        expect(lease.isHeld).toBe(true);
        steps.push(lease);
        const sql = "update job_leases set holder = 'node 1' where name = 'taken'";
        await nodes[1].thread.call('sql.run', { sql, parameters: [] });
        await vi.waitFor(() => expect(lease.isHeld).toBe(false), PATIENCE);
      });
      expect(steps).toHaveLength(1);
      // It gave back what was its own only.
      expect(await onceAt(0)('taken', async () => undefined)).toBe(false);
    });

    test('work that is claimed at the same moment is given once, the oldest first', async () => {
      for (let count = 0; count < 20; count += 1) await putDown('race', String(count));
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, index) => claim((index % 2) as 0 | 1, 'race', { limit: 3 })),
      );
      const all = claims.flat().map(({ body }) => Number(body));
      expect(all.sort((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, count) => count));
      expect(await claim(0, 'race')).toEqual([]);
      expect(await claim(0, 'another queue')).toEqual([]);
    });

    test('work whose worker is not heard of goes to another, and what the late one did is not kept', async () => {
      await putDown('late', 'work');
      const [lost] = await claim(0, 'late', { seconds: 1 });
      let again: readonly ClaimedWork[] = [];
      await vi.waitFor(async () => {
        again = await claim(1, 'late');
        expect(again).toHaveLength(1);
      }, PATIENCE);
      expect(again).toEqual([{ ...lost, attempts: 2 }]);
      const workId = lost?.workId ?? 0;
      expect(await nodes[0].thread.call('outbox.renew', { workId, holder: 'node 0', seconds: 60 })).toBe(false);
      expect(await nodes[0].thread.call('outbox.finish', { workId, holder: 'node 0' })).toBe(false);
      expect(await nodes[1].thread.call('outbox.finish', { workId, holder: 'node 1' })).toBe(true);
      expect(await nodes[1].thread.call('outbox.finish', { workId, holder: 'node 1' })).toBe(false);
    });

    test('workers of two nodes do everything once, what a dead one left included', async () => {
      await putDown('shared', 'left');
      await claim(0, 'shared', { seconds: 1 });
      const done: string[] = [];
      const workerAt = (node: 0 | 1) =>
        startOutboxWorker({
          storage: nodes[node].thread,
          holder: `worker ${node}`,
          queue: 'shared',
          atOnce: 2,
          run: async ({ workId, holder, body }: ClaimedWork & WorkInput) => {
            if (await nodes[node].thread.call('outbox.finish', { workId, holder })) done.push(body);
          },
          onProblem,
        });
      const workers = [workerAt(0), workerAt(1)];
      const bodies = Array.from({ length: 30 }, (_, count) => String(count));
      for (const body of bodies) await putDown('shared', body);
      for (const worker of workers) worker.wake();
      await vi.waitFor(() => expect(done).toHaveLength(31), PATIENCE);
      expect([...done].sort()).toEqual(['left', ...bodies].sort());
      for (const worker of workers) await worker.stop();
      await putDown('shared', 'after the end');
      for (const worker of workers) worker.wake();
      expect(await claim(0, 'shared')).toHaveLength(1);
      expect(problems).toEqual([]);
    });
  });
}
