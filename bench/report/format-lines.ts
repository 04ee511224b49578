import { type Comparison, type Line, type Reading, ratioOf } from './line.ts';

/** A figure as it is read: three significant digits, thousands apart. */
function formatReading(reading: Reading, unit = ''): string {
  if (typeof reading !== 'number') return reading;
  const digits = reading >= 100 ? 0 : reading >= 10 ? 1 : 2;
  const text = reading.toLocaleString('en-US', { maximumFractionDigits: digits });
  return unit === '' ? text : `${text} ${unit}`;
}

/** A comparison with its ratio: above 1, ours is better. */
function formatComparison(line: Line, { name, value }: Comparison): string {
  const ratio = ratioOf(line, value);
  return ratio === undefined
    ? `${name}: ${formatReading(value)}`
    : `${name}: ${formatReading(value)} (${ratio.toFixed(2)}×)`;
}

/** The table for a terminal. */
export function tableOf(lines: readonly Line[]): string {
  const rows = lines.map((line) => cellsOf(line, ', '));
  const widths = HEAD.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const print = (row: readonly string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [print(HEAD), print(widths.map((width) => '-'.repeat(width))), ...rows.map(print)].join('\n');
}

/** The table for a page in Markdown. */
export function markdownTableOf(lines: readonly Line[]): string {
  const rows = lines.map((line) => cellsOf(line, '<br>'));
  return [HEAD, HEAD.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const HEAD = ['what', 'warbler', 'limits (ratio)', 'peers (ratio)'];

function cellsOf(line: Line, separator: string): readonly string[] {
  const list = (comparisons: readonly Comparison[]) =>
    comparisons.map((each) => formatComparison(line, each)).join(separator);
  return [line.label, formatReading(line.ours, line.unit), list(line.limits), list(line.peers)];
}
