import { askedFuzz, type Fuzz, FuzzCloud, newSeed, playSeed, playSeeds } from '@warbler/test-kit';
import { describe, test } from 'vitest';
import { GroupRun } from './fuzz-group.ts';
import { PairRun } from './fuzz-pairs.ts';

/** Runs that failed once stay here, for the engine that they run fastest on; the last ones are new every time and named in the title. */
const FAILED_ONCE = process.env.WARBLER_TEST_ENGINE === 'postgres' ? [] : [1, 2, 3];
const NEW = [newSeed(), newSeed() + 1];
const SEEDS = [...FAILED_ONCE, ...NEW];
const STEPS = 120;

/** Runs on a cloud of one server, or of several. */
function fuzzOf(nodeCount: number): Fuzz {
  return {
    name: 'server',
    nodes: nodeCount,
    async play(seed) {
      // One of its own, so that a seed comes out the same whatever was played before.
      const cloud = await FuzzCloud.start(nodeCount);
      try {
        for (const start of [PairRun.start, GroupRun.start]) {
          const run = await start(cloud, seed);
          try {
            for (let step = 0; step < STEPS; step += 1) await run.step();
            await run.finish();
            await run.check();
          } finally {
            run.leave();
          }
        }
      } finally {
        await cloud.stop();
      }
    },
  };
}

describe('any run of sends, reads, operations, changes of a group, disconnects, restarts and clock steps', () => {
  const asked = askedFuzz();
  if (asked) {
    const fuzz = fuzzOf(Number(process.env.WARBLER_FUZZ_NODES ?? 1));
    const timeout = (asked.minutes + 10) * 60_000;
    test(`${asked.minutes} minutes of seeds`, { timeout }, () => playSeeds(fuzz, asked));
    return;
  }
  test.each(SEEDS)('seed %i, people and a group: nothing lost, nothing twice, one order, exact counts', (seed) =>
    playSeed(fuzzOf(1), seed));
  test.each([...FAILED_ONCE.slice(1), ...NEW.slice(0, 1)])('seed %i, the same at three servers', (seed) =>
    playSeed(fuzzOf(3), seed));
});
