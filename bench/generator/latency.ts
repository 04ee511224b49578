import { createHistogram } from 'node:perf_hooks';

/** Percentiles of a series of times, in milliseconds. */
export interface LatencyFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Collects times in constant memory: an HDR histogram of microseconds, three significant digits. */
export class LatencyHistogram {
  readonly #histogram = createHistogram({ lowest: 1, highest: 3_600_000_000, figures: 3 });

  get count(): number {
    return this.#histogram.count;
  }

  record(durationMs: number): void {
    this.#histogram.record(Math.max(1, Math.round(durationMs * 1000)));
  }

  /** @throws Error when nothing was recorded: there is no latency of nothing */
  figures(): LatencyFigures {
    if (this.count === 0) throw new Error('no times were recorded');
    const at = (percent: number) => this.#histogram.percentile(percent) / 1000;
    return { p50Ms: at(50), p99Ms: at(99), maxMs: this.#histogram.max / 1000 };
  }

  reset(): void {
    this.#histogram.reset();
  }
}
