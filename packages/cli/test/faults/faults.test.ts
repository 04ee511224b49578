import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultProxy } from '@warbler/test-kit';
import type { TestPostgresOptions } from '@warbler/test-kit/postgres';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FaultCluster, startFaultCluster } from './fault-cluster.ts';
import type { FaultNode } from './fault-node.ts';
import { makeSmallDisk, SMALL_DISK_SETTINGS } from './full-disk.ts';
import { type Load, startLoad } from './load.ts';
import { verify } from './verify.ts';

/** `npm run test:faults` asks for all; `npm test` has the ones that break most. */
const isFull = process.env.WARBLER_FAULTS === 'all';

/** All clients are acknowledged again within this, whatever happened. */
const RECOVERY_MS = 10_000;

/** What takes longer is told in detail. */
const NOTABLE_MS = 5000;

const TEST_MS = 180_000;

/** What a fault is done to. */
interface Scene {
  readonly cluster: FaultCluster;
  readonly load: Load;
}

/**
 * Does a fault and ends it.
 *
 * @returns from when on everybody must be served again, by `performance.now()`: the beginning, where others can take over,
 *   else the end
 */
type Fault = (scene: Scene) => Promise<number>;

const nodeOf = ({ cluster }: Scene, index: number) => cluster.nodes[index] as FaultNode;

/** A node dies under load, and comes back. */
const kill =
  (index: number): Fault =>
  async (scene) => {
    const sinceMs = performance.now();
    await nodeOf(scene, index).kill();
    await scene.load.recovered(sinceMs);
    await nodeOf(scene, index).start();
    return sinceMs;
  };

/** A node stands still for a while; its clients find that out. */
const pause =
  (index: number, ms: number): Fault =>
  async (scene) => {
    const sinceMs = performance.now();
    nodeOf(scene, index).pause();
    await sleep(ms);
    nodeOf(scene, index).resume();
    return sinceMs;
  };

/** One of a node's networks is bad for a while. */
const spoil =
  (way: 'toDatabase' | 'toBus' | 'toClients', kind: 'refuse' | 'swallow', ms: number): Fault =>
  async (scene) => {
    const proxy: FaultProxy = nodeOf(scene, 1)[way];
    const sinceMs = performance.now();
    proxy.fault(kind === 'refuse' ? { kind } : { kind, direction: 'both' });
    if (kind === 'refuse') proxy.breakAll();
    await sleep(ms);
    proxy.heal();
    // Nobody else has the database for those who are connected there.
    return way === 'toDatabase' ? performance.now() : sinceMs;
  };

/** A node's clock is wrong for a while. */
const step =
  (stepMs: number): Fault =>
  async (scene) => {
    const sinceMs = performance.now();
    await nodeOf(scene, 1).stepClock(stepMs);
    await scene.load.recovered(sinceMs);
    await sleep(2000);
    await nodeOf(scene, 1).stepClock(-stepMs);
    return performance.now();
  };

const FAULTS: Readonly<Record<string, Fault>> = {
  'a node is killed and started again': kill(0),
  'PostgreSQL is killed and started again': async ({ cluster }) => {
    await cluster.postgres.killAndRestart();
    return performance.now();
  },
  'a node stands still for 6 s': pause(2, 6000),
  'NATS is killed and started again': async ({ cluster, load }) => {
    await cluster.nats.kill();
    await load.recovered(performance.now());
    await cluster.nats.start();
    return performance.now();
  },
};

const MORE_FAULTS: Readonly<Record<string, Fault>> = {
  'the second node is killed and started again': kill(1),
  'the third node is killed and started again': kill(2),
  'PostgreSQL is stopped for 3 s and started again': async ({ cluster }) => {
    await cluster.postgres.restart(() => sleep(3000));
    return performance.now();
  },
  'PostgreSQL is killed and away for 8 s': async ({ cluster }) => {
    await cluster.postgres.killAndRestart(() => sleep(8000));
    return performance.now();
  },
  'a node is refused by PostgreSQL for 8 s': spoil('toDatabase', 'refuse', 8000),
  'a node is cut off from PostgreSQL for 8 s, and nobody is told': spoil('toDatabase', 'swallow', 8000),
  'a node is refused by NATS for 5 s': spoil('toBus', 'refuse', 5000),
  'a node is cut off from NATS for 8 s, and nobody is told': spoil('toBus', 'swallow', 8000),
  'a node is cut off from its clients for 8 s, and nobody is told': spoil('toClients', 'swallow', 8000),
  'the first node stands still for 10 s': pause(0, 10_000),
  'the second node stands still for 5 s': pause(1, 5000),
  'the clock of a node is set forward by 10 s, and back': step(10_000),
  'the clock of a node is set back by 10 s, and forward': step(-10_000),
  'all nodes are restarted one after another': async ({ cluster, load }) => {
    let sinceMs = performance.now();
    for (const node of cluster.nodes) {
      sinceMs = performance.now();
      expect(await node.stop()).toBe(0);
      await load.recovered(performance.now());
      await node.start();
      await cluster.becomesWhole();
    }
    return sinceMs;
  },
};

async function survive(name: string, scene: Scene, fault: Fault): Promise<void> {
  const { cluster, load } = scene;
  const { ledger } = load;
  const before = { sends: ledger.sends.length, refusals: ledger.refusedCount };
  await load.start();
  const sinceMs = await fault(scene);
  const recoveryMs = await load.recovered(sinceMs);
  const refusals = ledger.refusedCount - before.refusals;
  process.stdout.write(`fault: ${name}: all served after ${(recoveryMs / 1000).toFixed(1)} s, ${refusals} refusals; `);
  const why = load.whyLate(sinceMs);
  if (recoveryMs > NOTABLE_MS) process.stdout.write(why);
  await cluster.becomesWhole();
  await load.start();
  await load.settle();
  process.stdout.write(`${ledger.sends.length - before.sends} sends\n`);
  await verify(cluster, load);
  expect(recoveryMs, why).toBeLessThan(RECOVERY_MS);
}

async function setUp(options?: TestPostgresOptions): Promise<Scene> {
  const cluster = await startFaultCluster(options);
  return { cluster, load: await startLoad(cluster) };
}

async function takeDown({ cluster, load }: Scene): Promise<void> {
  await load.leave();
  await cluster.stop();
}

describe('no acknowledged message is lost or doubled, one order everywhere, and soon all are served', () => {
  let scene: Scene | undefined;
  // A fault that was not survived leaves nothing to build on.
  beforeEach(async () => {
    scene ??= await setUp();
  }, TEST_MS);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'pass') return;
    const failed = scene;
    scene = undefined;
    if (failed !== undefined) await takeDown(failed);
  }, TEST_MS);
  afterAll(async () => {
    if (scene !== undefined) await takeDown(scene);
  }, TEST_MS);

  test.each(Object.entries(isFull ? { ...FAULTS, ...MORE_FAULTS } : FAULTS))(
    '%s',
    { timeout: TEST_MS },
    (name, fault) => survive(name, scene as Scene, fault),
  );
});

if (isFull) {
  test('the disk of PostgreSQL is full for 5 s', { timeout: TEST_MS }, async () => {
    const disk = await makeSmallDisk();
    const scene = await setUp({ folder: disk.folder, settings: SMALL_DISK_SETTINGS });
    const { postgres } = scene.cluster;
    try {
      await survive('the disk of PostgreSQL is full for 5 s', scene, async ({ load }) => {
        const before = load.ledger.refusedCount;
        await disk.fill();
        await sleep(5000);
        await disk.free();
        expect(load.ledger.refusedCount).toBeGreaterThan(before);
        if ((await postgres.processes()).length === 0) await postgres.startAgain();
        return performance.now();
      });
    } finally {
      await takeDown(scene);
      await disk.remove();
    }
  });
}
