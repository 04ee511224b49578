/** A figure, or why there is none. */
export type Reading = number | 'not installed' | 'not available' | 'failed' | 'not measured';

/** A figure beside ours. */
export interface Comparison {
  readonly name: string;
  readonly value: Reading;
}

/** One line of the table: what was measured, and what it is to be compared with. */
export interface Line {
  readonly label: string;
  readonly unit: string;
  /** Which way is good. */
  readonly better: 'more' | 'less';
  readonly ours: Reading;
  /** The smallest programs that do the same bytes, in the same run. */
  readonly limits: readonly Comparison[];
  /** Other servers under the same load, in the same run. */
  readonly peers: readonly Comparison[];
}

/** Makes a line out of results that have the same figures. */
export function lineOf<Result>(
  facts: Pick<Line, 'label' | 'unit' | 'better'>,
  results: {
    readonly ours: Result;
    readonly limits: readonly { readonly name: string; readonly result: Result }[];
    readonly peers?: readonly Comparison[];
  },
  pick: (result: Result) => number,
): Line {
  return {
    ...facts,
    ours: pick(results.ours),
    limits: results.limits.map(({ name, result }) => ({ name, value: pick(result) })),
    peers: results.peers ?? [],
  };
}

/**
 * How ours stands to another figure: above 1 is better, whichever way is good. Undefined when one of them is missing.
 */
export function ratioOf({ better, ours }: Pick<Line, 'better' | 'ours'>, other: Reading): number | undefined {
  if (typeof ours !== 'number' || typeof other !== 'number') return undefined;
  return better === 'more' ? ours / other : other / ours;
}

/**
 * The medians of several runs, line by line and comparison by comparison. A figure that one run could not get has none; runs
 * that did not measure it do not count.
 *
 * @throws Error when the runs have different lines
 */
export function medianLines(runs: readonly (readonly Line[])[]): readonly Line[] {
  const [first = []] = runs;
  return first.map((line, at) => {
    const same = runs.map((run) => {
      const found = run[at];
      if (found?.label !== line.label) throw new Error(`the runs differ at "${line.label}"`);
      return found;
    });
    const across = (pick: (line: Line) => readonly Comparison[]) =>
      pick(line).map(({ name }, index) => ({ name, value: medianOf(same.map((each) => pick(each)[index]?.value)) }));
    return {
      ...line,
      ours: medianOf(same.map(({ ours }) => ours)),
      limits: across(({ limits }) => limits),
      peers: across(({ peers }) => peers),
    };
  });
}

function medianOf(all: readonly (Reading | undefined)[]): Reading {
  const readings = all.filter((reading) => reading !== 'not measured');
  const missing = readings.find((reading) => typeof reading !== 'number');
  if (missing !== undefined) return missing;
  const sorted = (readings as readonly number[]).toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 'not measured';
}
