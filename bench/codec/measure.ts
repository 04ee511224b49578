import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What one subject costs. */
export interface Measurement {
  /** Nanoseconds per operation: the median of the rounds. */
  readonly nsPerOperation: number;
  /** Bytes allocated per operation, on the heap and in array buffers. */
  readonly bytesPerOperation: number;
}

const ROUNDS = 9;
const ROUND_MS = 150;
/** Few enough that the young generation does not fill and no collection falls into a sample. */
const ALLOCATION_OPERATIONS = 200;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * Measures subjects against each other: their rounds take turns, so that a slow moment of the machine meets all of
 * them. Compare the results as ratios.
 */
export function measureTogether(subjects: ReadonlyMap<string, () => unknown>): ReadonlyMap<string, Measurement> {
  const rounds = new Map([...subjects.keys()].map((name) => [name, [] as number[]]));
  for (const operation of subjects.values()) timeRound(operation);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, operation] of subjects) rounds.get(name)?.push(timeRound(operation));
  }
  return new Map(
    [...subjects].map(([name, operation]) => [
      name,
      { nsPerOperation: median(rounds.get(name) ?? []), bytesPerOperation: allocatedBytes(operation) },
    ]),
  );
}

function timeRound(operation: () => unknown): number {
  const start = performance.now();
  let count = 0;
  let elapsedMs = 0;
  while (elapsedMs < ROUND_MS) {
    for (let index = 0; index < 1000; index += 1) operation();
    count += 1000;
    elapsedMs = performance.now() - start;
  }
  return (elapsedMs * 1e6) / count;
}

function allocatedBytes(operation: () => unknown): number {
  const samples: number[] = [];
  for (let sample = 0; sample < 15; sample += 1) {
    collectGarbage();
    const before = process.memoryUsage();
    for (let index = 0; index < ALLOCATION_OPERATIONS; index += 1) operation();
    const after = process.memoryUsage();
    const heap = after.heapUsed - before.heapUsed;
    samples.push((heap + after.arrayBuffers - before.arrayBuffers) / ALLOCATION_OPERATIONS);
  }
  return median(samples);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
