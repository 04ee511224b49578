import type { BenchOptions } from '../options.ts';
import { peers } from '../peers/with-peers.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { BENCH_SETTINGS } from '../servers/start-warbler.ts';
import { markdownTableOf } from './format-lines.ts';
import { type Line, medianLines } from './line.ts';
import type { Fact } from './machine.ts';

/** Everything that goes onto a page of results. */
export interface Results {
  readonly startedAt: Date;
  readonly options: BenchOptions;
  readonly machine: readonly Fact[];
  readonly scenarios: readonly Scenario[];
  readonly runs: readonly (readonly Line[])[];
}

/** The page: medians with ratios, machine, settings, and each run as it was. */
export function resultsPage({ startedAt, options, machine, scenarios, runs }: Results): string {
  const form = options.isQuick
    ? 'short form: it shows that the benchmark works, not how fast anything is'
    : 'long form';
  const eachRun = runs.map((lines, at) => `### Run ${at + 1}\n\n${markdownTableOf(lines)}`);
  return `# Benchmark of ${startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC

${runs.length === 1 ? 'One run' : `Medians of ${runs.length} runs (peers: ${Math.min(options.peerRuns, runs.length)})`}, ${form}. A ratio above 1 means that Warbler is better, whichever way is good. Every
send that was accepted was counted at every receiver, exactly once: otherwise there would be no figures. What the lines mean
and how the limits are measured is in \`docs/operations/benchmark.md\`.

${markdownTableOf(medianLines(runs))}

## Machine

${factsOf(machine)}

## Loads

${scenarios.map(({ name, title }) => `- \`${name}\`: ${title}`).join('\n')}

## Settings

The load generator, the server and its limits run on this machine, over the loopback. Warbler runs as \`npm start\` does, over
a new folder, with its defaults but for these, which keep its bounds for single clients out of the way:

${factsOf(Object.entries(BENCH_SETTINGS))}

${peers.map(({ name, settings, ...peer }) => `**${name}** ${peer.isInstalled() ? peer.version() : `(not installed: ${peer.install})`}: ${settings}`).join('\n\n')}

## Each run

${eachRun.join('\n\n')}
`;
}

function factsOf(facts: readonly Fact[]): string {
  return facts.map(([name, value]) => `- ${name}: ${value}`).join('\n');
}
