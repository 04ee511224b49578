import { askedFuzz, createFuzz, newSeed, playSeed, playSeeds } from '@warbler/test-kit';
import { describe, test } from 'vitest';
import { GroupRun } from './fuzz-group.ts';
import { PairRun } from './fuzz-pairs.ts';

/** Runs that failed once stay here, for the engine that they run fastest on; the last ones are new every time and named in the title. */
const FAILED_ONCE = process.env.WARBLER_TEST_ENGINE === 'postgres' ? [] : [1, 2, 3];
const NEW = [newSeed(), newSeed() + 1];
const SEEDS = [...FAILED_ONCE, ...NEW];

/** Runs on a cloud of one server, or of several. */
const fuzzOf = (nodes: number) => createFuzz({ name: 'server', nodes, starts: [PairRun.start, GroupRun.start] });

describe('any run of sends, reads, operations, changes of a group, disconnects, restarts and clock steps', () => {
  const asked = askedFuzz();
  if (asked) {
    test(asked.title, { timeout: asked.timeoutMs }, () => playSeeds(fuzzOf(asked.nodes), asked));
    return;
  }
  test.each(SEEDS)('seed %i, people and a group: nothing lost, nothing twice, one order, exact counts', (seed) =>
    playSeed(fuzzOf(1), seed));
  test.each([...FAILED_ONCE.slice(1), ...NEW.slice(0, 1)])('seed %i, the same at three servers', (seed) =>
    playSeed(fuzzOf(3), seed));
});
