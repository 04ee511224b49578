/**
 * The benchmark: `npm run bench`. See docs/operations/benchmark.md.
 *
 * Numbers depend on the machine and on what else it does: compare figures of one run only.
 */
import { startGenerator } from './generator/start-generator.ts';
import { readOptions } from './options.ts';
import { tableOf } from './report/format-lines.ts';
import { type Line, medianLines } from './report/line.ts';
import { scenarios } from './scenarios/index.ts';

const options = readOptions(
  process.argv.slice(2),
  scenarios.map(({ name }) => name),
);
// Ended from outside, it ends its children and removes its folders on the way out.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const chosen = scenarios.filter(({ name }) => options.only.includes(name));
const generator = startGenerator();
const progress = (text: string) => process.stderr.write(`  ${text}\n`);
try {
  const runs: (readonly Line[])[] = [];
  for (let run = 1; run <= options.runs; run += 1) {
    const lines: Line[] = [];
    for (const scenario of chosen) {
      progress(`run ${run} of ${options.runs}: ${scenario.title}`);
      lines.push(...(await scenario.run({ generator, isQuick: options.isQuick, progress })));
    }
    runs.push(lines);
  }
  console.log(tableOf(medianLines(runs)));
} finally {
  generator.stop();
}
