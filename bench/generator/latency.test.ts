import { expect, test } from 'vitest';
import { LatencyHistogram } from './latency.ts';

test('percentiles are right to a thousandth, from microseconds to minutes', () => {
  const histogram = new LatencyHistogram();
  for (let ms = 1; ms <= 1000; ms += 1) histogram.record(ms);
  histogram.record(120_000);
  const { p50Ms, p99Ms, maxMs } = histogram.figures();
  expect(Math.abs(p50Ms - 501) / 501).toBeLessThan(0.002);
  expect(Math.abs(p99Ms - 991) / 991).toBeLessThan(0.002);
  expect(Math.abs(maxMs - 120_000) / 120_000).toBeLessThan(0.002);
});

test('what takes no time at all counts as a microsecond', () => {
  const histogram = new LatencyHistogram();
  histogram.record(0);
  expect(histogram.figures().maxMs).toBe(0.001);
});

test('there is no latency of nothing', () => {
  const histogram = new LatencyHistogram();
  histogram.record(1);
  histogram.reset();
  expect(() => histogram.figures()).toThrow('no times');
});
