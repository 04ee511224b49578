import { frameSizes } from '../generator/frame-sizes.ts';
import type { LoadFigures, LoadPlan } from '../generator/load.ts';
import { withBareServer } from '../limits/start-bare-server.ts';
import { peerRoom } from '../peers/peer-lanes.ts';
import { type PeerResult, peerReadings, withPeers } from '../peers/with-peers.ts';
import { type Line, lineOf } from '../report/line.ts';
import { loginOf } from '../servers/pair-lanes.ts';
import { withWarbler } from '../servers/prepare-warbler.ts';
import { measureLoad } from './measure-load.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

const TEXT_BYTES = 100;

/** Messages of the one who writes that are under way at once. */
const WINDOW = 8;

interface Crowd {
  readonly members: number;
  readonly pace: LoadPlan['pace'];
}

/** Deliveries a second in a large group, and how long one message takes to everybody in a huge one. */
export const groups: Scenario = {
  name: 'groups',
  title: `groups whose members are all online; one writes, ${WINDOW} under way, or one message at a time`,
  async run(context) {
    const { isQuick } = context;
    const large: Crowd = { members: isQuick ? 200 : 1000, pace: { windowPerLane: WINDOW } };
    const huge: Crowd = { members: isQuick ? 2000 : 10_000, pace: { windowPerLane: 1 } };
    // Whoever enters a room of XMPP is told of everybody in it: a thousand would enter for minutes.
    const room: Crowd = { members: isQuick ? 50 : 200, pace: { windowPerLane: WINDOW } };
    return [
      ...deliveryLines(large, await measureOurs(context, large)),
      ...spreadLines(huge, await measureOurs(context, huge)),
      ...deliveryLines(room, await measureOurs(context, room), await measurePeers(context, room)),
    ];
  },
};

interface OursAndBare {
  readonly ours: LoadFigures;
  readonly bare: LoadFigures;
}

async function measureOurs(context: ScenarioContext, crowd: Crowd): Promise<OursAndBare> {
  return { ours: await measureWarbler(context, crowd), bare: await measureBare(context, crowd) };
}

function measurePeers(context: ScenarioContext, { members, pace }: Crowd): Promise<readonly PeerResult<LoadFigures>[]> {
  return withPeers(context, members, (peer, name) =>
    measureLoad(context, { name, target: peerRoom(peer, TEXT_BYTES), serverPids: peer.pids, pace }),
  );
}

function measureWarbler(context: ScenarioContext, { members, pace }: Crowd): Promise<LoadFigures> {
  return withWarbler(
    (seed) => {
      const users = seed.users(members);
      return { users, group: seed.group(users) };
    },
    ({ server, seeded }) => {
      const [sender, ...receivers] = seeded.users.map((user) => loginOf(server, user));
      if (sender === undefined) throw new Error('a group needs somebody who writes');
      const target = {
        kind: 'xsync',
        lanes: [{ sender, to: seeded.group, receivers }],
        textBytes: TEXT_BYTES,
      } as const;
      return measureLoad(context, { name: `warbler, ${members} members`, target, serverPids: [server.pid], pace });
    },
  );
}

function measureBare(context: ScenarioContext, { members, pace }: Crowd): Promise<LoadFigures> {
  const sizes = frameSizes(TEXT_BYTES);
  return withBareServer({ sizes, isDurable: true }, ({ url, pid }) => {
    const target = { kind: 'bare', url, laneCount: 1, receiversPerLane: members - 1, sizes } as const;
    const name = `echo and group commit, ${members} members`;
    return measureLoad(context, { name, target, serverPids: [pid], pace });
  });
}

function deliveryLines(
  { members }: Crowd,
  { ours, bare }: OursAndBare,
  others: readonly PeerResult<LoadFigures>[] = [],
): readonly Line[] {
  const limits = [{ name: 'echo + commit', result: bare }];
  const perDelivery = ({ serverCpuUsPerMessage }: LoadFigures) => serverCpuUsPerMessage / (members - 1);
  const line = (label: string, unit: string, better: Line['better'], pick: (figures: LoadFigures) => number) =>
    lineOf(
      { label: `${label}, group of ${members}`, unit, better },
      { ours, limits, peers: peerReadings(others, pick) },
      pick,
    );
  return [
    line('deliveries', '/s', 'more', ({ deliveriesPerSecond }) => deliveriesPerSecond),
    line('server CPU per delivery', 'µs', 'less', perDelivery),
    line('deliveries per server core', '/s', 'more', (figures) => 1e6 / perDelivery(figures)),
  ];
}

function spreadLines({ members }: Crowd, { ours, bare }: OursAndBare): readonly Line[] {
  const label = `one message to ${members.toLocaleString('en-US')} online: until all have it, p50`;
  const limits = [{ name: 'echo + commit', result: bare }];
  return [lineOf({ label, unit: 'ms', better: 'less' }, { ours, limits }, ({ complete }) => complete.p50Ms)];
}
