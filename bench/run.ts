/**
 * The benchmark: `npm run bench`. See docs/operations/benchmark.md.
 *
 * Figures depend on the machine and on what else it does: compare those of one run only.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { startGenerator } from './generator/start-generator.ts';
import { readOptions } from './options.ts';
import { tableOf } from './report/format-lines.ts';
import { type Line, medianLines } from './report/line.ts';
import { describeMachine } from './report/machine.ts';
import { resultsPage } from './report/results-page.ts';
import { scenarios } from './scenarios/index.ts';

const options = readOptions(
  process.argv.slice(2),
  scenarios.map(({ name }) => name),
);
const chosen = scenarios.filter(({ name }) => options.only.includes(name));
const startedAt = new Date();
const resultsFolder = join(import.meta.dirname, 'results');

// Ended from outside, it ends its children and removes its folders on the way out.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const progress = (text: string) => process.stderr.write(`  ${text}\n`);
const generator = startGenerator();
try {
  const runs: (readonly Line[])[] = [];
  for (let run = 1; run <= options.runs; run += 1) {
    const lines: Line[] = [];
    for (const scenario of chosen) {
      process.stderr.write(`run ${run} of ${options.runs}: ${scenario.title}\n`);
      lines.push(
        ...(await scenario.run({ generator, ...options, withPeers: run <= options.peerRuns, progress, save })),
      );
    }
    runs.push(lines);
  }
  const page = resultsPage({ startedAt, options, machine: describeMachine(), scenarios: chosen, runs });
  const saved = await save(options.isQuick ? 'quick.md' : options.isAll ? '.md' : `${options.only.join('-')}.md`, page);
  console.log(`${tableOf(medianLines(runs))}\n\nWritten to ${saved}`);
} finally {
  generator.stop();
}

/** Writes into the folder of results, under today's date. @returns the path, from here */
async function save(name: string, text: string): Promise<string> {
  const date = startedAt.toISOString().slice(0, 10);
  const file = join(resultsFolder, name.startsWith('.') ? `${date}${name}` : `${date}-${name}`);
  await mkdir(resultsFolder, { recursive: true });
  await writeFile(file, text);
  return relative(process.cwd(), file);
}
