import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askedFuzz, type Fuzz, playSeed, playSeeds } from './fuzz-seeds.ts';

const minute = { firstSeed: 7, minutes: 1, isRepeating: false };
let said = '';
let nowMs = 0;
const elapsed = () => nowMs;
beforeEach(() => {
  said = '';
  nowMs = 1_000;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** A fuzz that takes 20 s for each seed, and which of them it played. */
function fuzzOf(play: (seed: number) => void): { readonly fuzz: Fuzz; readonly played: number[] } {
  const played: number[] = [];
  const fuzz: Fuzz = {
    name: 'sdk',
    async play(seed) {
      played.push(seed);
      nowMs += 20_000;
      play(seed);
    },
  };
  return { fuzz, played };
}

describe('seed after seed', () => {
  test('goes on after a failure, says how to repeat it, and fails in the end', async () => {
    const { fuzz, played } = fuzzOf((seed) => expect({ seed, name: 'old' }).not.toEqual({ seed: 8, name: 'old' }));
    await expect(playSeeds(fuzz, minute, elapsed)).rejects.toThrow('1 of 3 runs failed: seeds 8');
    expect(played).toEqual([7, 8, 9]);
    expect(said).toContain('fuzz of sdk: seed 8 FAILED. Again: npm run fuzz -- --of sdk --seed 8 --repeat\n');
    expect(said).toContain('2 runs in 40 s, 1 failed, the last one of seed 8\n');
    expect(said).toMatch(/3 runs in 60 s, 1 failed\n$/);
  });

  test('repeats one when asked to', async () => {
    const { fuzz, played } = fuzzOf(() => undefined);
    await playSeeds(fuzz, { ...minute, isRepeating: true }, elapsed);
    expect(played).toEqual([7, 7, 7]);
  });
});

test('a seed that failed alone says how to repeat it, and why', async () => {
  const cause = new Error('lost');
  const { fuzz } = fuzzOf(() => {
    throw cause;
  });
  await expect(playSeed(fuzz, 5)).rejects.toMatchObject({
    message: 'seed 5 failed. Again: npm run fuzz -- --of sdk --seed 5 --repeat',
    cause,
  });
});

test('what npm run fuzz asks for is read from the environment, and is nothing elsewhere', () => {
  vi.stubEnv('WARBLER_FUZZ_MINUTES', undefined);
  expect(askedFuzz()).toBeUndefined();
  vi.stubEnv('WARBLER_FUZZ_MINUTES', '3');
  vi.stubEnv('WARBLER_FUZZ_SEED', '12');
  vi.stubEnv('WARBLER_FUZZ_REPEAT', '1');
  const asked = { minutes: 3, firstSeed: 12, isRepeating: true, title: '3 minutes of seeds', timeoutMs: 780_000 };
  vi.stubEnv('WARBLER_FUZZ_NODES', undefined);
  expect(askedFuzz()).toEqual({ ...asked, nodes: 1 });
  vi.stubEnv('WARBLER_FUZZ_NODES', '5');
  expect(askedFuzz()).toEqual({ ...asked, nodes: 5 });
});
