import { FuzzCloud } from './fuzz-cloud.ts';
import type { Fuzz, FuzzName } from './fuzz-seeds.ts';

/** A run of random steps, which a seed decides. */
export interface FuzzRun {
  step(): Promise<void>;
  /** Everyone comes back and gets everything. */
  finish(): Promise<void>;
  /** Requires that everyone shows what they must. */
  check(): Promise<void>;
  /** Closes what the run opened, whatever came of it. */
  leave(): void | Promise<void>;
}

/** What a fuzz plays. */
export interface FuzzOptions {
  readonly name: FuzzName;
  /** Servers of its cloud. */
  readonly nodes: number;
  /** Begin the runs of a seed, which are played one after another in the same cloud. */
  readonly starts: readonly ((cloud: FuzzCloud, seed: number) => Promise<FuzzRun>)[];
}

const stepCount = 120;

/** Makes a fuzz that plays its runs from the first step to the check. */
export function createFuzz({ name, nodes, starts }: FuzzOptions): Fuzz {
  return {
    name,
    nodes,
    async play(seed) {
      // One of its own, so that a seed comes out the same whatever was played before.
      const cloud = await FuzzCloud.start(nodes);
      try {
        for (const start of starts) await playRun(await start(cloud, seed));
      } finally {
        await cloud.stop();
      }
    },
  };
}

async function playRun(run: FuzzRun): Promise<void> {
  try {
    for (let step = 0; step < stepCount; step += 1) await run.step();
    await run.finish();
    await run.check();
  } finally {
    await run.leave();
  }
}
