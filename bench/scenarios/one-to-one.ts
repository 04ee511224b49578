import { type Accounting, requireExact } from '../generator/delivery-ledger.ts';
import { frameSizes } from '../generator/frame-sizes.ts';
import type { Target } from '../generator/jobs.ts';
import type { LoadFigures } from '../generator/load.ts';
import type { XsyncLane } from '../generator/xsync-lanes.ts';
import { measureCodec } from '../limits/measure-codec.ts';
import { measureGroupCommit } from '../limits/measure-group-commit.ts';
import { startBareServer } from '../limits/start-bare-server.ts';
import type { Line } from '../report/line.ts';
import { withWarbler } from '../servers/prepare-warbler.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

/** What one server came to. */
interface Measured {
  readonly saturated: LoadFigures;
  /** At half of the rate that saturated it. */
  readonly half: LoadFigures;
}

/** The load: pairs of people who are both online, one of each pair writes. */
export const ONE_TO_ONE = { pairs: 64, windowPerPair: 16, textBytes: 100 } as const;

/** Durable 1:1 sends a second at saturation, and the latency at half of it. */
export const oneToOne: Scenario = {
  name: 'one-to-one',
  title: `durable 1:1 sends: ${ONE_TO_ONE.pairs} pairs, ${ONE_TO_ONE.windowPerPair} under way in each, ${ONE_TO_ONE.textBytes} characters`,
  async run(context) {
    const ours = await measureWarbler(context);
    const echo = await measureBare(context, false);
    const durable = await measureBare(context, true);
    context.progress('group commit and codec alone');
    const commits = await measureGroupCommit({
      payloadBytes: frameSizes(ONE_TO_ONE.textBytes).payload,
      conversationCount: ONE_TO_ONE.pairs,
      underWay: ONE_TO_ONE.pairs * ONE_TO_ONE.windowPerPair,
      measureMs: durations(context).measureMs,
    });
    const codec = measureCodec(ONE_TO_ONE.textBytes, durations(context).measureMs / 2);
    return linesOf(ours, { echo, durable, commits, codec });
  },
};

/** The server over new data, with nobody else on it. */
export function measureWarbler(
  context: ScenarioContext,
  transport: 'websocket' | 'socket.io' = 'websocket',
): Promise<Measured> {
  const { pairs, textBytes } = ONE_TO_ONE;
  return withWarbler(
    (seed) => seed.users(pairs * 2),
    async ({ server, seeded }) => {
      const login = (at: number) => {
        const { userId, token } = seeded[at] as (typeof seeded)[number];
        return { url: server.url, transport, userId, token };
      };
      const lanes = Array.from({ length: pairs }, (_, pair): XsyncLane => {
        const receiver = login(2 * pair + 1);
        return { sender: login(2 * pair), to: receiver.userId, receivers: [receiver] };
      });
      return measure(context, `warbler, ${transport}`, { kind: 'xsync', lanes, textBytes }, [server.pid]);
    },
  );
}

async function measureBare(context: ScenarioContext, isDurable: boolean): Promise<Measured> {
  const sizes = frameSizes(ONE_TO_ONE.textBytes);
  const server = await startBareServer({ sizes, isDurable });
  try {
    const crowd = { laneCount: ONE_TO_ONE.pairs, receiversPerLane: 1 };
    const name = isDurable ? 'echo and group commit' : 'echo';
    return await measure(context, name, { kind: 'bare', url: server.url, ...crowd, sizes }, [server.pid]);
  } finally {
    await server.stop();
  }
}

/** First as fast as it goes, then at half of that. @throws Error unless everything arrived exactly once */
export async function measure(
  context: ScenarioContext,
  name: string,
  target: Target,
  serverPids: readonly number[],
): Promise<Measured> {
  const { generator, progress } = context;
  const plan = { ...durations(context), serverPids };
  progress(`${name}: as fast as it goes`);
  const pace = { windowPerLane: ONE_TO_ONE.windowPerPair };
  const saturated = exact(name, await generator.run('load', { target, plan: { ...plan, pace } }));
  progress(`${name}: at half of ${Math.round(saturated.messagesPerSecond)} a second`);
  const half = { perSecond: saturated.messagesPerSecond / 2 };
  return { saturated, half: exact(name, await generator.run('load', { target, plan: { ...plan, pace: half } })) };
}

function exact<Figures extends { readonly accounting: Accounting }>(name: string, figures: Figures): Figures {
  requireExact(name, figures.accounting);
  return figures;
}

function durations({ isQuick }: ScenarioContext): { readonly warmUpMs: number; readonly measureMs: number } {
  return isQuick ? { warmUpMs: 1000, measureMs: 2000 } : { warmUpMs: 5000, measureMs: 15_000 };
}

interface Limits {
  readonly echo: Measured;
  readonly durable: Measured;
  readonly commits: number;
  readonly codec: number;
}

function linesOf(ours: Measured, { echo, durable, commits, codec }: Limits): readonly Line[] {
  const beside = (pick: (measured: Measured) => number) => [
    { name: 'echo + commit', value: pick(durable) },
    { name: 'echo', value: pick(echo) },
  ];
  const line = (label: string, unit: string, better: Line['better'], pick: (measured: Measured) => number): Line => ({
    label,
    unit,
    better,
    ours: pick(ours),
    limits: beside(pick),
    peers: [],
  });
  const rate = line('durable 1:1 sends at saturation', '/s', 'more', ({ saturated }) => saturated.messagesPerSecond);
  return [
    { ...rate, limits: [...rate.limits, { name: 'commit', value: commits }, { name: 'codec', value: codec }] },
    line('server CPU per message', 'µs', 'less', ({ saturated }) => saturated.serverCpuUsPerMessage),
    line('the same, sends per core', '/s', 'more', ({ saturated }) => 1e6 / saturated.serverCpuUsPerMessage),
    line('answer p50 at half load', 'ms', 'less', ({ half }) => half.answer?.p50Ms ?? Number.NaN),
    line('answer p99 at half load', 'ms', 'less', ({ half }) => half.answer?.p99Ms ?? Number.NaN),
    line('delivery p50 at half load', 'ms', 'less', ({ half }) => half.delivery.p50Ms),
    line('delivery p99 at half load', 'ms', 'less', ({ half }) => half.delivery.p99Ms),
  ];
}
