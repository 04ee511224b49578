import type { LoadFigures } from '../generator/load.ts';
import type { XsyncLane } from '../generator/xsync-lanes.ts';
import type { Line, Reading } from '../report/line.ts';
import { loginOf } from '../servers/pair-lanes.ts';
import { canStartNodes, type WarblerNodes, withNodes } from '../servers/start-nodes.ts';
import { withFolder } from '../servers/with-folder.ts';
import { measureSaturatedAndHalf, type SaturatedAndHalf } from './measure-load.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

const PAIRS = 64;
const WINDOW_PER_PAIR = 16;
const TEXT_BYTES = 100;

/** The sends of `one-to-one` on PostgreSQL, with one node and with three; the two of a pair are on different nodes. */
export const nodes: Scenario = {
  name: 'nodes',
  title: `the sends of one-to-one on PostgreSQL, with one node and with three`,
  async run(context) {
    const one = await measureNodes(context, 1);
    const three = await measureNodes(context, 3);
    return [...linesOf('one node', one), ...linesOf('three nodes', three, one)];
  },
};

type Outcome = SaturatedAndHalf | 'not available';

async function measureNodes(context: ScenarioContext, count: number): Promise<Outcome> {
  if (!canStartNodes(count)) {
    context.progress(`${count} on PostgreSQL: not available`);
    return 'not available';
  }
  return withFolder((folder) =>
    withNodes({ count, folder }, async (running) => {
      const target = { kind: 'xsync', lanes: await lanesOver(running), textBytes: TEXT_BYTES } as const;
      const name = `warbler, ${count} on PostgreSQL`;
      const pace = { windowPerLane: WINDOW_PER_PAIR };
      return measureSaturatedAndHalf(context, { name, target, serverPids: await running.pids(), pace });
    }),
  );
}

async function lanesOver({ nodes: running, users }: WarblerNodes): Promise<readonly XsyncLane[]> {
  const people = await users(PAIRS * 2);
  const nodeOf = (at: number) => running[at % running.length] as { readonly url: string };
  return Array.from({ length: PAIRS }, (_, pair) => {
    const receiver = loginOf(nodeOf(pair + 1), people[2 * pair + 1]);
    return { sender: loginOf(nodeOf(pair), people[2 * pair]), to: receiver.userId, receivers: [receiver] };
  });
}

function linesOf(name: string, measured: Outcome, one?: Outcome): readonly Line[] {
  const read = (outcome: Outcome, pick: (figures: SaturatedAndHalf) => number): Reading =>
    outcome === 'not available' ? outcome : pick(outcome);
  const line = (
    label: string,
    unit: string,
    better: Line['better'],
    pick: (figures: SaturatedAndHalf) => number,
  ): Line => ({
    label: `PostgreSQL, ${name}: ${label}`,
    unit,
    better,
    ours: read(measured, pick),
    limits: one === undefined ? [] : [{ name: 'one node', value: read(one, pick) }],
    peers: [],
  });
  const p99 = (figures: LoadFigures['answer']) => figures?.p99Ms ?? Number.NaN;
  return [
    line('durable 1:1 sends at saturation', '/s', 'more', ({ saturated }) => saturated.messagesPerSecond),
    line('CPU per message, all processes', 'µs', 'less', ({ saturated }) => saturated.serverCpuUsPerMessage),
    line('answer p99 at half load', 'ms', 'less', ({ half }) => p99(half.answer)),
    line('delivery p99 at half load', 'ms', 'less', ({ half }) => half.delivery.p99Ms),
  ];
}
