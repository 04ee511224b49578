import type { Comparison, Reading } from '../report/line.ts';
import type { ScenarioContext } from '../scenarios/scenario.ts';
import { withFolder } from '../servers/with-folder.ts';
import { ejabberd } from './ejabberd.ts';
import type { Peer, RunningPeer } from './peer.ts';
import { prosody } from './prosody.ts';

/** The servers that are measured beside ours. */
export const peers: readonly Peer[] = [ejabberd, prosody];

type Missing = 'not installed' | 'failed' | 'not measured';

/** What a peer came to, or why it did not. */
export interface PeerResult<Result extends object> {
  readonly name: string;
  readonly result: Result | Missing;
}

/**
 * Puts a load on each of the peers, one after the other. A peer that is not installed, or that loses messages, has no
 * figures; the reason is told, and the others go on.
 */
export async function withPeers<Result extends object>(
  { progress, withPeers: areDue }: Pick<ScenarioContext, 'progress' | 'withPeers'>,
  userCount: number,
  use: (peer: RunningPeer, name: string) => Promise<Result>,
): Promise<readonly PeerResult<Result>[]> {
  if (!areDue) return peers.map(({ name }) => ({ name, result: 'not measured' }));
  const results: PeerResult<Result>[] = [];
  for (const peer of peers)
    results.push({ name: peer.name, result: await measurePeer(peer, userCount, progress, use) });
  return results;
}

async function measurePeer<Result extends object>(
  peer: Peer,
  userCount: number,
  tell: (text: string) => void,
  use: (peer: RunningPeer, name: string) => Promise<Result>,
): Promise<Result | Missing> {
  if (!peer.isInstalled()) {
    tell(`${peer.name}: not installed (${peer.install})`);
    return 'not installed';
  }
  try {
    return await withFolder(async (folder) => {
      const running = await peer.start({ folder, userCount });
      try {
        return await use(running, peer.name);
      } finally {
        await running.stop();
      }
    });
  } catch (error) {
    tell(`${peer.name}: failed: ${error instanceof Error ? error.message : String(error)}`);
    return 'failed';
  }
}

/** One figure of each peer. */
export function peerReadings<Result extends object>(
  results: readonly PeerResult<Result>[],
  pick: (result: Result) => Reading,
): readonly Comparison[] {
  return results.map(({ name, result }) => ({
    name,
    value: typeof result === 'string' ? result : pick(result),
  }));
}
