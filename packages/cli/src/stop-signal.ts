/** What to do when the process is asked to stop. */
export interface StopOptions {
  /** Drains and closes everything. */
  readonly stop: () => Promise<void>;
  /** The process ends after so long even when `stop` has not. */
  readonly deadlineMs: number;
}

/** npm and the terminal each deliver one Ctrl-C, a few milliseconds apart: that is one wish, not two. */
const sameWishMs = 500;

/**
 * Stops on the first SIGINT, SIGTERM or SIGHUP and ends with exit code 0. A later second signal, the deadline or a
 * failing stop ends the process at once with exit code 1: what was acknowledged is durable before it is answered.
 */
export function onStopSignal({ stop, deadlineMs }: StopOptions): void {
  let askedAtMs: number | undefined;
  const ask = () => {
    const nowMs = performance.now();
    if (askedAtMs !== undefined) {
      if (nowMs - askedAtMs > sameWishMs) process.exit(1);
      return;
    }
    askedAtMs = nowMs;
    const overdue = setTimeout(() => fail(`did not stop within ${deadlineMs} ms, so it was ended`), deadlineMs);
    overdue.unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => fail(`failed while stopping: ${error instanceof Error ? error.message : String(error)}`),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
}

function fail(text: string): never {
  process.stderr.write(`warbler ${text}\n`);
  process.exit(1);
}
