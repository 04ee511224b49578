import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { XsyncLogin } from '../generator/xsync-client.ts';
import { type SeededUser, WarblerSeed } from './seed-warbler.ts';
import { startWarbler, type Warbler } from './start-warbler.ts';

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
export async function withWarbler<Seeded, Result>(
  seedWith: (seed: WarblerSeed) => Seeded,
  use: (prepared: PreparedWarbler<Seeded>) => Promise<Result>,
): Promise<Result> {
  const dataDir = await mkdtemp(join(tmpdir(), 'warbler-bench-'));
  try {
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
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A user's way into a server. @throws Error when fewer users were seeded than the scenario needs */
export function loginOf(
  { url }: Warbler,
  user: SeededUser | undefined,
  transport: XsyncLogin['transport'] = 'websocket',
): XsyncLogin {
  if (user === undefined) throw new Error('too few users were seeded');
  return { url, transport, ...user };
}
