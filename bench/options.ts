import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BenchOptions {
  /** Names of scenarios. */
  readonly only: readonly string[];
  /** Nothing was left out. */
  readonly isAll: boolean;
  readonly isQuick: boolean;
  /** How many runs the medians are of. */
  readonly runs: number;
  /** In how many of them, the first ones, the peers are measured: they take most of the time. */
  readonly peerRuns: number;
  /** How long a scenario that runs for long runs. */
  readonly minutes: number;
}

/** It takes half an hour by itself. */
const ON_REQUEST: ReadonlySet<string> = new Set(['steady']);

/**
 * Reads the arguments of `npm run bench --`.
 *
 * @throws Error that names what is wrong
 */
export function readOptions(argv: readonly string[], names: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      runs: { type: 'string' },
      'peer-runs': { type: 'string' },
      minutes: { type: 'string' },
    },
  });
  const only = values.only?.split(',') ?? names.filter((name) => !ON_REQUEST.has(name));
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`there is no line "${unknown}". There are: ${names.join(', ')}`);
  const isOnce = values.quick || only.every((name) => ON_REQUEST.has(name));
  return {
    only,
    isAll: values.only === undefined,
    isQuick: values.quick,
    runs: countOf('runs', values.runs ?? (isOnce ? '1' : '3'), 1),
    peerRuns: countOf('peer-runs', values['peer-runs'] ?? '1', 0),
    minutes: countOf('minutes', values.minutes ?? '30', 0.1),
  };
}

function countOf(name: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isFinite(number) && number >= least) return number;
  throw new Error(`--${name} must be a number of at least ${least}, not "${text}"`);
}
