import { FuzzCloud } from '@warbler/test-kit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { FuzzRun } from './fuzz-run.ts';

/** Runs of every `npm test`; `npm run fuzz` takes new ones. */
const seeds = [1, 2];
const stepCount = 120;

describe('any run of sends, reads, operations, changes of a group, faults, reloads, restarts and clock steps', () => {
  let cloud: FuzzCloud;
  beforeAll(async () => {
    cloud = await FuzzCloud.start();
  });
  afterAll(() => cloud.stop());

  const play = async (seed: number) => {
    const run = await FuzzRun.start(cloud, seed);
    try {
      for (let step = 0; step < stepCount; step += 1) await run.step();
      await run.finish();
      await run.check();
    } finally {
      await run.leave();
    }
  };

  test.each(seeds)(
    'seed %i: every device shows and stores what the server and a fresh device have',
    { timeout: 120_000 },
    play,
  );

  // `npm run fuzz`: as many seeds as the time holds.
  const minutes = Number(process.env.WARBLER_FUZZ_MINUTES ?? 0);
  if (minutes > 0) {
    test(`${minutes} minutes of seeds`, { timeout: (minutes + 4) * 60_000 }, async () => {
      const first = Number(process.env.WARBLER_FUZZ_SEED);
      const end = performance.now() + minutes * 60_000;
      let seed = first;
      for (; performance.now() < end; seed += 1) {
        await play(seed).catch((cause) => Promise.reject(new Error(`seed ${seed} failed`, { cause })));
      }
      process.stdout.write(`seeds ${first} to ${seed - 1}: ${seed - first} runs of ${stepCount} steps, all the same\n`);
    });
  }
});
