import { askedFuzz, type Fuzz, FuzzCloud, newSeed, playSeed, playSeeds } from '@warbler/test-kit';
import { describe, test } from 'vitest';
import { FuzzRun } from './fuzz-run.ts';

/** Runs of every `npm test`: the last one is new each time, and named in the title. `npm run fuzz` takes others. */
const seeds = [1, 2, newSeed()];
const stepCount = 120;

/** Runs on a cloud of one server, or of several. */
function fuzzOf(nodeCount: number): Fuzz {
  return {
    name: 'sdk',
    nodes: nodeCount,
    async play(seed) {
      // One of its own, so that a seed comes out the same whatever was played before.
      const cloud = await FuzzCloud.start(nodeCount);
      try {
        const run = await FuzzRun.start(cloud, seed);
        try {
          for (let step = 0; step < stepCount; step += 1) await run.step();
          await run.finish();
          await run.check();
        } finally {
          await run.leave();
        }
      } finally {
        await cloud.stop();
      }
    },
  };
}

describe('any run of sends, reads, operations, changes of a group, faults, reloads, restarts and clock steps', () => {
  const asked = askedFuzz();
  if (asked) {
    const fuzz = fuzzOf(Number(process.env.WARBLER_FUZZ_NODES ?? 1));
    const timeout = (asked.minutes + 10) * 60_000;
    test(`${asked.minutes} minutes of seeds`, { timeout }, () => playSeeds(fuzz, asked));
    return;
  }
  test.each(seeds)(
    'seed %i: every device shows and stores what the server and a fresh device have',
    { timeout: 120_000 },
    (seed) => playSeed(fuzzOf(1), seed),
  );
  test('the same at three servers, of which a device reaches now this one, now that', { timeout: 120_000 }, () =>
    playSeed(fuzzOf(3), newSeed()),
  );
});
