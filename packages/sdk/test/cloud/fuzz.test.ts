import { askedFuzz, createFuzz, newSeed, playSeed, playSeeds } from '@warbler/test-kit';
import { describe, test } from 'vitest';
import { ClientRun } from './fuzz-clients.ts';

/** Runs of every `npm test`: the last one is new each time, and named in the title. `npm run fuzz` takes others. */
const seeds = [1, 2, newSeed()];

/** Runs on a cloud of one server, or of several. */
const fuzzOf = (nodes: number) => createFuzz({ name: 'sdk', nodes, starts: [ClientRun.start] });

describe('any run of sends, reads, operations, changes of a group, faults, reloads, restarts and clock steps', () => {
  const asked = askedFuzz();
  if (asked) {
    test(asked.title, { timeout: asked.timeoutMs }, () => playSeeds(fuzzOf(asked.nodes), asked));
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
