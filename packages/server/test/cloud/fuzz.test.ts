import { FuzzCloud } from '@warbler/test-kit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { GroupRun } from './fuzz-group.ts';
import { PairRun } from './fuzz-pairs.ts';
import type { FuzzRun } from './fuzz-run.ts';

/** Runs that failed once stay here; the last ones are new every time and named in the title. */
const SEEDS = [1, 2, 3, Date.now() % 1_000_000, (Date.now() % 1_000_000) + 1];
const STEPS = 120;

/** Clouds of one server and of several. */
const CLOUDS = [
  { nodeCount: 1, seeds: SEEDS },
  { nodeCount: 3, seeds: SEEDS.slice(1, 4) },
] as const;

const KINDS: readonly {
  readonly kind: string;
  readonly start: (cloud: FuzzCloud, seed: number) => Promise<FuzzRun>;
}[] = [
  { kind: 'people', start: PairRun.start },
  { kind: 'a group', start: GroupRun.start },
];

describe.each(
  CLOUDS,
)('any run of sends, reads, operations, changes of a group, disconnects, restarts and clock steps at $nodeCount', ({
  nodeCount,
  seeds,
}) => {
  let cloud: FuzzCloud;
  beforeAll(async () => {
    cloud = await FuzzCloud.start(nodeCount);
  });
  afterAll(() => cloud.stop());

  const play = async ({ start }: (typeof KINDS)[number], seed: number) => {
    const run = await start(cloud, seed);
    for (let step = 0; step < STEPS; step += 1) await run.step();
    await run.finish();
    await run.check();
    run.leave();
  };

  for (const kind of KINDS) {
    test.each(seeds)(`${kind.kind}, seed %i: nothing lost, nothing twice, one order, exact counts`, (seed) =>
      play(kind, seed));
  }

  // `npm run fuzz`: as many seeds as the time holds.
  const minutes = Number(process.env.WARBLER_FUZZ_MINUTES ?? 0);
  if (minutes > 0 && nodeCount === Number(process.env.WARBLER_FUZZ_NODES ?? 1)) {
    test(`${minutes} minutes of seeds`, { timeout: (minutes + 2) * 60_000 }, async () => {
      const first = Number(process.env.WARBLER_FUZZ_SEED);
      const end = performance.now() + minutes * 60_000;
      let seed = first;
      for (; performance.now() < end; seed += 1) {
        for (const kind of KINDS) {
          await play(kind, seed).catch((cause) =>
            Promise.reject(new Error(`${kind.kind}, seed ${seed} failed`, { cause })),
          );
        }
      }
      const runs = (seed - first) * KINDS.length;
      process.stdout.write(`seeds ${first} to ${seed - 1}: ${runs} runs of ${STEPS} steps, all as the model says\n`);
    });
  }
});
