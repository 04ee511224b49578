import { WarblerSeed } from './seed-warbler.ts';
import { startWarbler, type Warbler } from './start-warbler.ts';
import { withFolder } from './with-folder.ts';

/** A server over new data with the users of a scenario in it. */
export interface PreparedWarbler<Seeded> {
  readonly server: Warbler;
  readonly dataDir: string;
  readonly seeded: Seeded;
}

/**
 * Starts a server over a new folder that holds what a scenario seeds, hands it over, and stops it and removes the folder
 * afterwards, whatever happens.
 */
export function withWarbler<Seeded, Result>(
  seedWith: (seed: WarblerSeed) => Seeded,
  use: (prepared: PreparedWarbler<Seeded>) => Promise<Result>,
): Promise<Result> {
  return withFolder(async (dataDir) => {
    const first = await startWarbler(dataDir);
    await first.stop();
    const seed = new WarblerSeed(dataDir, first.appId);
    const seeded = seedWith(seed);
    seed.close();
    const server = await startWarbler(dataDir);
    try {
      return await use({ server, dataDir, seeded });
    } finally {
      await server.stop();
    }
  });
}
