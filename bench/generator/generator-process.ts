// The load generator: a process of its own, told by its parent what to do. It ends with its parent.
import { jobs } from './jobs.ts';
import type { FromGenerator, ToGenerator } from './start-generator.ts';

const send = (message: FromGenerator) => process.send?.(message);

process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, job, input }: ToGenerator) => {
  const run = jobs[job] as (input: unknown, onProgress: (progress: unknown) => void) => Promise<unknown>;
  run(input, (progress) => send({ kind: 'progress', id, progress })).then(
    (output) => send({ kind: 'output', id, output }),
    (error: unknown) => send({ kind: 'failure', id, reason: error instanceof Error ? error.message : String(error) }),
  );
});
