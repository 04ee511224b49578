import { frameSizes } from '../generator/frame-sizes.ts';
import { measureCodec } from '../limits/measure-codec.ts';
import { measureGroupCommit } from '../limits/measure-group-commit.ts';
import { withBareServer } from '../limits/start-bare-server.ts';
import { peerPairs } from '../peers/peer-lanes.ts';
import { type PeerResult, peerReadings, withPeers } from '../peers/with-peers.ts';
import { type Line, lineOf } from '../report/line.ts';
import { pairLanes } from '../servers/pair-lanes.ts';
import { withWarbler } from '../servers/prepare-warbler.ts';
import { durations, measureSaturatedAndHalf, type SaturatedAndHalf } from './measure-load.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

/** The load: pairs of people who are both online, one of each pair writes. */
const PAIRS = 64;
const WINDOW_PER_PAIR = 16;
const TEXT_BYTES = 100;
const SATURATING = { windowPerLane: WINDOW_PER_PAIR };

/** Durable 1:1 sends a second at saturation, and the latency at half of it. */
export const oneToOne: Scenario = {
  name: 'one-to-one',
  title: `durable 1:1 sends: ${PAIRS} pairs, ${WINDOW_PER_PAIR} under way in each, ${TEXT_BYTES} characters`,
  async run(context) {
    // What is compared first of all comes right after one another: machines are shared, and change within minutes.
    const ours = await measureWarbler(context, 'websocket');
    const durable = await measureBare(context, true);
    const echo = await measureBare(context, false);
    const socketIo = await measureWarbler(context, 'socket.io');
    context.progress('group commit and codec alone');
    const { measureMs } = durations(context);
    const commits = await measureGroupCommit({
      payloadBytes: frameSizes(TEXT_BYTES).payload,
      conversationCount: PAIRS,
      underWay: PAIRS * WINDOW_PER_PAIR,
      measureMs,
    });
    const codec = measureCodec(TEXT_BYTES, measureMs / 2);
    const others = await withPeers(context, PAIRS * 2, (peer, name) =>
      measureSaturatedAndHalf(context, {
        name,
        target: peerPairs(peer, TEXT_BYTES),
        serverPids: peer.pids,
        pace: SATURATING,
      }),
    );
    return linesOf({ ours, socketIo, echo, durable, commits, codec, others });
  },
};

/** The server over new data, with nobody else on it. */
function measureWarbler(context: ScenarioContext, transport: 'websocket' | 'socket.io'): Promise<SaturatedAndHalf> {
  return withWarbler(
    (seed) => seed.users(PAIRS * 2),
    ({ server, seeded }) => {
      const lanes = pairLanes(server, seeded, transport);
      const target = { kind: 'xsync', lanes, textBytes: TEXT_BYTES } as const;
      const serverPids = [server.pid];
      return measureSaturatedAndHalf(context, { name: `warbler, ${transport}`, target, serverPids, pace: SATURATING });
    },
  );
}

function measureBare(context: ScenarioContext, isDurable: boolean): Promise<SaturatedAndHalf> {
  const sizes = frameSizes(TEXT_BYTES);
  return withBareServer({ sizes, isDurable }, ({ url, pid }) => {
    const name = isDurable ? 'echo and group commit' : 'echo';
    const target = { kind: 'bare', url, laneCount: PAIRS, receiversPerLane: 1, sizes } as const;
    return measureSaturatedAndHalf(context, { name, target, serverPids: [pid], pace: SATURATING });
  });
}

interface Measured {
  readonly ours: SaturatedAndHalf;
  readonly socketIo: SaturatedAndHalf;
  readonly echo: SaturatedAndHalf;
  readonly durable: SaturatedAndHalf;
  readonly commits: number;
  readonly codec: number;
  readonly others: readonly PeerResult<SaturatedAndHalf>[];
}

function linesOf({ ours, socketIo, echo, durable, commits, codec, others }: Measured): readonly Line[] {
  const limits = [
    { name: 'echo + commit', result: durable },
    { name: 'echo', result: echo },
  ];
  const line = (label: string, unit: string, better: Line['better'], pick: (measured: SaturatedAndHalf) => number) =>
    lineOf({ label, unit, better }, { ours, limits, peers: peerReadings(others, pick) }, pick);
  const perSecond = ({ saturated }: SaturatedAndHalf) => saturated.messagesPerSecond;
  const rate = line('durable 1:1 sends at saturation', '/s', 'more', perSecond);
  return [
    { ...rate, limits: [...rate.limits, { name: 'commit', value: commits }, { name: 'codec', value: codec }] },
    { ...rate, label: 'the same over Socket.IO', ours: perSecond(socketIo), peers: [] },
    line('server CPU per message', 'µs', 'less', ({ saturated }) => saturated.serverCpuUsPerMessage),
    line('sends per server core', '/s', 'more', ({ saturated }) => 1e6 / saturated.serverCpuUsPerMessage),
    ...(['p50Ms', 'p99Ms'] as const).map((percentile): Line => {
      const label = `answer ${percentile.slice(0, 3)} at half load`;
      // XMPP answers no sends.
      const pick = ({ half }: SaturatedAndHalf) => half.answer?.[percentile] ?? Number.NaN;
      return { ...line(label, 'ms', 'less', pick), peers: [] };
    }),
    line('delivery p50 at half load', 'ms', 'less', ({ half }) => half.delivery.p50Ms),
    line('delivery p99 at half load', 'ms', 'less', ({ half }) => half.delivery.p99Ms),
  ];
}
