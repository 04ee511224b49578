import { statSync } from 'node:fs';
import { join } from 'node:path';
import { requireExact } from '../generator/delivery-ledger.ts';
import type { LoadProgress } from '../generator/load.ts';
import { residentBytes, residentFileBytes } from '../generator/process-usage.ts';
import { JOB_LIMIT_MS } from '../generator/start-generator.ts';
import type { Line } from '../report/line.ts';
import { plotSvg } from '../report/plot-svg.ts';
import { pairLanes } from '../servers/pair-lanes.ts';
import { withWarbler } from '../servers/prepare-warbler.ts';
import { durations, measureLoad } from './measure-load.ts';
import type { Scenario } from './scenario.ts';

const PAIRS = 64;
const WINDOW_PER_PAIR = 16;
const TEXT_BYTES = 100;
const SHARE_OF_SATURATION = 0.7;
const SAMPLES = 180;
const MINUTE_MS = 60_000;
const MEGABYTE = 1024 * 1024;

/** What is looked at again and again. */
interface Sample extends LoadProgress {
  readonly residentMb: number;
  /** Of it, what is its own: without files that are mapped, such as the database. */
  readonly ownMb: number;
  readonly databaseMb: number;
  readonly walMb: number;
}

/** A long run at 70 % of what saturates it: memory, latency and files must stay flat but for the messages themselves. */
export const steady: Scenario = {
  name: 'steady',
  title: `${PAIRS} pairs at ${SHARE_OF_SATURATION * 100} % of saturation, for long`,
  run: (context) =>
    withWarbler(
      (seed) => seed.users(PAIRS * 2),
      async ({ server, dataDir, seeded }) => {
        const serverPids = [server.pid];
        const target = { kind: 'xsync', lanes: pairLanes(server, seeded), textBytes: TEXT_BYTES } as const;
        const pace = { windowPerLane: WINDOW_PER_PAIR };
        const saturated = await measureLoad(context, { name: 'warbler', target, serverPids, pace });
        const perSecond = saturated.messagesPerSecond * SHARE_OF_SATURATION;
        const measureMs = context.minutes * MINUTE_MS;
        context.progress(`warbler: at ${Math.round(perSecond)} a second for ${context.minutes} minutes`);
        const samples: Sample[] = [];
        const { warmUpMs } = durations(context);
        const progressMs = Math.max(1000, measureMs / SAMPLES);
        const plan = { pace: { perSecond }, warmUpMs, measureMs, serverPids, progressMs };
        const onProgress = (progress: LoadProgress) => void samples.push({ ...progress, ...look(server.pid, dataDir) });
        const limitMs = measureMs + JOB_LIMIT_MS;
        const figures = await context.generator.run('load', { target, plan }, { onProgress, limitMs });
        requireExact('warbler', figures.accounting);
        const picture = await context.save('steady.svg', plotOf(perSecond, samples));
        context.progress(`the plot is in ${picture}`);
        return linesOf(perSecond, samples);
      },
    ),
};

function look(pid: number, dataDir: string): Pick<Sample, 'residentMb' | 'ownMb' | 'databaseMb' | 'walMb'> {
  const megabytes = (name: string) => statSync(join(dataDir, name)).size / MEGABYTE;
  const residentMb = residentBytes([pid]) / MEGABYTE;
  return {
    residentMb,
    ownMb: residentMb - residentFileBytes(pid) / MEGABYTE,
    databaseMb: megabytes('warbler.db'),
    walMb: megabytes('warbler.db-wal'),
  };
}

function plotOf(perSecond: number, samples: readonly Sample[]): string {
  const series = (name: string, pick: (sample: Sample) => number) => ({ name, values: samples.map(pick) });
  return plotSvg({
    title: `Warbler at ${Math.round(perSecond)} durable sends a second`,
    minutes: samples.map(({ elapsedMs }) => elapsedMs / MINUTE_MS),
    panels: [
      {
        title: 'sends',
        unit: 'per second',
        series: [series('complete', ({ messagesPerSecond }) => messagesPerSecond)],
      },
      {
        title: 'memory',
        unit: 'MB',
        series: [
          series('resident', ({ residentMb }) => residentMb),
          series('without mapped files', ({ ownMb }) => ownMb),
        ],
      },
      {
        title: 'latency p99',
        unit: 'ms',
        series: [
          series('answer', ({ answerP99Ms }) => answerP99Ms),
          series('delivery', ({ deliveryP99Ms }) => deliveryP99Ms),
        ],
      },
      { title: 'database', unit: 'MB', series: [series('warbler.db', ({ databaseMb }) => databaseMb)] },
      { title: 'write-ahead log', unit: 'MB', series: [series('warbler.db-wal', ({ walMb }) => walMb)] },
    ],
  });
}

/** The first and the last sixth, so that what grows shows. */
function linesOf(perSecond: number, samples: readonly Sample[]): readonly Line[] {
  const sixth = Math.max(1, Math.floor(samples.length / 6));
  const mean = (part: readonly Sample[], pick: (sample: Sample) => number) =>
    part.reduce((sum, sample) => sum + pick(sample), 0) / part.length;
  const line = (label: string, unit: string, pick: (sample: Sample) => number): Line => ({
    label: `${label}, last sixth of the run`,
    unit,
    better: 'less',
    ours: mean(samples.slice(-sixth), pick),
    limits: [{ name: 'first sixth', value: mean(samples.slice(0, sixth), pick) }],
    peers: [],
  });
  const rate = `at ${Math.round(perSecond)} sends/s`;
  return [
    line(`resident memory ${rate}`, 'MB', ({ residentMb }) => residentMb),
    line(`memory without mapped files ${rate}`, 'MB', ({ ownMb }) => ownMb),
    line(`answer p99 ${rate}`, 'ms', ({ answerP99Ms }) => answerP99Ms),
    line(`delivery p99 ${rate}`, 'ms', ({ deliveryP99Ms }) => deliveryP99Ms),
    line(`write-ahead log ${rate}`, 'MB', ({ walMb }) => walMb),
  ];
}
