import { inspect } from 'node:util';

/** Which of the fuzzes, as `npm run fuzz -- --of` names it. */
export type FuzzName = 'server' | 'sdk';

/** What `npm run fuzz` asks for (`scripts/fuzz.mjs`). */
export interface AskedFuzz extends AskedSeeds {
  /** Servers of its cloud. */
  readonly nodes: number;
  /** Of the test that plays it. */
  readonly title: string;
  readonly timeoutMs: number;
}

/** Which seeds are played, and for how long. */
export interface AskedSeeds {
  readonly minutes: number;
  readonly firstSeed: number;
  /** Plays the first seed over and over: what depends on the moment fails only now and then. */
  readonly isRepeating: boolean;
}

/** A fuzz: `play` rejects when a run of that seed did not come out as it must. */
export interface Fuzz {
  readonly name: FuzzName;
  /** Servers of its cloud, where it is not one. */
  readonly nodes?: number;
  play(seed: number): Promise<void>;
}

/** Seeds are below this, so that they are short to write down. */
const seedsEnd = 1_000_000;
/** What the run that is under way when the time is up may still take, in ms. */
const lastRunMs = 600_000;
/** Between two lines about how far it is, in ms. */
const progressMs = 15_000;
/** Of what was found and what should have been, so that a screen holds it. */
const shownCharacters = 4_000;

/** What was asked for by `npm run fuzz`; undefined in any other run of the tests. */
export function askedFuzz(): AskedFuzz | undefined {
  const { WARBLER_FUZZ_MINUTES, WARBLER_FUZZ_SEED, WARBLER_FUZZ_NODES, WARBLER_FUZZ_REPEAT } = process.env;
  if (WARBLER_FUZZ_MINUTES === undefined) return undefined;
  const minutes = Number(WARBLER_FUZZ_MINUTES);
  return {
    minutes,
    firstSeed: Number(WARBLER_FUZZ_SEED),
    isRepeating: WARBLER_FUZZ_REPEAT === '1',
    nodes: Number(WARBLER_FUZZ_NODES ?? 1),
    title: `${minutes} minutes of seeds`,
    timeoutMs: minutes * 60_000 + lastRunMs,
  };
}

/** A seed that was not played before. */
export function newSeed(): number {
  return Date.now() % seedsEnd;
}

/** Plays one seed. @throws Error that says how to play it again */
export async function playSeed(fuzz: Fuzz, seed: number): Promise<void> {
  await fuzz.play(seed).catch((cause: unknown) => {
    throw new Error(`seed ${seed} failed. Again: ${commandOf(fuzz, seed)}`, { cause });
  });
}

/**
 * Plays seed after seed until the time is up, those behind a failure too, and says how far it is and what failed.
 * `elapsed` is a time in ms that never jumps.
 *
 * @throws Error that names all failed seeds, with the first failure as its cause
 */
export async function playSeeds(
  fuzz: Fuzz,
  { firstSeed, minutes, isRepeating }: AskedSeeds,
  elapsed: () => number = () => performance.now(),
): Promise<void> {
  const say = (text: string) => process.stdout.write(`fuzz of ${fuzz.name}: ${text}\n`);
  const startedMs = elapsed();
  const seconds = () => Math.round((elapsed() - startedMs) / 1_000);
  const failures: { readonly seed: number; readonly error: unknown }[] = [];
  let runCount = 0;
  let saidMs = startedMs;
  say(isRepeating ? `seed ${firstSeed} for ${minutes} min` : `seeds from ${firstSeed} on for ${minutes} min`);
  for (let seed = firstSeed; seconds() < minutes * 60; seed += isRepeating ? 0 : 1) {
    try {
      await fuzz.play(seed);
    } catch (error) {
      failures.push({ seed, error });
      say(`seed ${seed} FAILED. Again: ${commandOf(fuzz, seed)}\n${describeFailure(error)}`);
    }
    runCount += 1;
    if (elapsed() - saidMs < progressMs) continue;
    saidMs = elapsed();
    say(`${runCount} runs in ${seconds()} s, ${failures.length} failed, the last one of seed ${seed}`);
  }
  say(`${runCount} runs in ${seconds()} s, ${failures.length} failed`);
  const [first] = failures;
  if (first === undefined) return;
  const seeds = [...new Set(failures.map(({ seed }) => seed))].join(', ');
  throw new Error(`${failures.length} of ${runCount} runs failed: seeds ${seeds}`, { cause: first.error });
}

function commandOf({ name, nodes = 1 }: Fuzz, seed: number): string {
  const cluster = nodes === 1 ? '' : ` --nodes ${nodes}`;
  return `npm run fuzz -- --of ${name}${cluster} --seed ${seed} --repeat`;
}

function describeFailure(error: unknown): string {
  const { message, actual, expected } = error as { message?: unknown; actual?: unknown; expected?: unknown };
  const show = (value: unknown) => inspect(value, { depth: 6, maxArrayLength: 40 }).slice(0, shownCharacters);
  if (actual === undefined && expected === undefined) return inspect(error);
  return `${String(message)}\nfound: ${show(actual)}\nand not: ${show(expected)}`;
}
