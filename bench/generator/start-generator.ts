import { fork } from 'node:child_process';
import type { Jobs } from './jobs.ts';

/** A job for the generator. */
export interface ToGenerator {
  readonly id: number;
  readonly job: keyof Jobs;
  readonly input: unknown;
}

/** What the generator says about a job. */
export type FromGenerator =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'output'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly reason: string };

type Input<Job extends keyof Jobs> = Parameters<Jobs[Job]>[0];
type Progress<Job extends keyof Jobs> = Jobs[Job] extends (
  input: never,
  onProgress: (progress: infer Told) => void,
) => unknown
  ? Told
  : never;
type Output<Job extends keyof Jobs> = Awaited<ReturnType<Jobs[Job]>>;

/** A running load generator. */
export interface Generator {
  /** Runs a job. @throws Error with the generator's words when the job fails or the process ends */
  run<Job extends keyof Jobs>(
    job: Job,
    input: Input<Job>,
    onProgress?: (progress: Progress<Job>) => void,
  ): Promise<Output<Job>>;
  /** Ends the process. */
  stop(): void;
}

/** Starts a generator in a process of its own. */
export function startGenerator(): Generator {
  const child = fork(new URL('./generator-process.ts', import.meta.url), { serialization: 'advanced' });
  const waiting = new Map<number, { onMessage(message: FromGenerator): void; onEnd(): void }>();
  let lastId = 0;
  child.on('message', (message: FromGenerator) => waiting.get(message.id)?.onMessage(message));
  child.on('exit', () => {
    for (const { onEnd } of waiting.values()) onEnd();
  });
  return {
    run<Job extends keyof Jobs>(job: Job, input: Input<Job>, onProgress?: (progress: Progress<Job>) => void) {
      lastId += 1;
      const id = lastId;
      return new Promise<Output<Job>>((resolve, reject) => {
        waiting.set(id, {
          onMessage(message) {
            if (message.kind === 'progress') return onProgress?.(message.progress as Progress<Job>);
            waiting.delete(id);
            if (message.kind === 'output') resolve(message.output as Output<Job>);
            else reject(new Error(message.reason));
          },
          onEnd: () => reject(new Error('the load generator ended')),
        });
        child.send({ id, job, input } satisfies ToGenerator);
      });
    },
    stop: () => void child.kill('SIGTERM'),
  };
}
