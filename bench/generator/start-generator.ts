import { type ChildProcess, fork } from 'node:child_process';
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

/** What a caller may want of a job. */
interface JobOptions<Job extends keyof Jobs> {
  readonly onProgress?: (progress: Progress<Job>) => void;
  /** How long it may take; default {@link JOB_LIMIT_MS}. Past it, the process that runs it is ended. */
  readonly limitMs?: number;
}

/** A load generator. */
export interface Generator {
  /**
   * Runs a job; one at a time.
   *
   * @throws Error with the generator's words when the job fails, or takes too long
   */
  run<Job extends keyof Jobs>(job: Job, input: Input<Job>, options?: JobOptions<Job>): Promise<Output<Job>>;
  /** Ends the process. */
  stop(): void;
}

/** Every job has a bound: a server that stops answering must not hold the benchmark up for ever. */
export const JOB_LIMIT_MS = 600_000;

/** Makes a generator; it runs in a process of its own, which starts with its first job. */
export function startGenerator(): Generator {
  let child: ChildProcess | undefined;
  let lastId = 0;
  const stop = () => {
    child?.kill('SIGTERM');
    child = undefined;
  };
  return {
    run<Job extends keyof Jobs>(
      job: Job,
      input: Input<Job>,
      { onProgress, limitMs = JOB_LIMIT_MS }: JobOptions<Job> = {},
    ) {
      child ??= fork(new URL('./generator-process.ts', import.meta.url), { serialization: 'advanced' });
      const running = child;
      lastId += 1;
      const id = lastId;
      return new Promise<Output<Job>>((resolve, reject) => {
        const settle = (end: () => void) => {
          clearTimeout(overdue);
          running.off('message', onMessage).off('exit', onEnd);
          end();
        };
        const onEnd = () => settle(() => reject(new Error('the load generator ended')));
        const onMessage = (message: FromGenerator) => {
          if (message.id !== id) return;
          if (message.kind === 'progress') onProgress?.(message.progress as Progress<Job>);
          else if (message.kind === 'output') settle(() => resolve(message.output as Output<Job>));
          else settle(() => reject(new Error(message.reason)));
        };
        const overdue = setTimeout(() => {
          settle(() => reject(new Error(`the job "${job}" took more than ${limitMs / 1000} s`)));
          stop();
        }, limitMs);
        running.on('message', onMessage).once('exit', onEnd);
        running.send({ id, job, input } satisfies ToGenerator);
      });
    },
    stop,
  };
}
