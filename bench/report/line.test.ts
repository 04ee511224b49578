import { expect, test } from 'vitest';
import { tableOf } from './format-lines.ts';
import { type Line, medianLines, type Reading, ratioOf } from './line.ts';

const line: Line = {
  label: 'sends',
  unit: '/s',
  better: 'more',
  ours: 1000,
  limits: [{ name: 'echo', value: 2000 }],
  peers: [{ name: 'other', value: 'not installed' }],
};

test('a ratio above one is better, whichever way is good', () => {
  expect(ratioOf(line, 2000)).toBe(0.5);
  expect(ratioOf({ better: 'less', ours: 1000 }, 2000)).toBe(2);
  expect(ratioOf(line, 'failed')).toBeUndefined();
});

test('medians are taken figure by figure, and a figure that one run lacks is lacking', () => {
  const runs = [300, 100, 200].map((ours, at): readonly Line[] => [
    { ...line, ours, limits: [{ name: 'echo', value: at === 1 ? 'failed' : 1 }] },
  ]);
  expect(medianLines(runs)).toEqual([{ ...line, ours: 200, limits: [{ name: 'echo', value: 'failed' }] }]);
});

test('runs that did not measure a figure do not count for it', () => {
  const runs = [40, 'not measured', 60] as const;
  const linesOf = (values: readonly Reading[]) =>
    values.map((value): readonly Line[] => [{ ...line, peers: [{ name: 'other', value }] }]);
  expect(medianLines(linesOf(runs))[0]?.peers).toEqual([{ name: 'other', value: 40 }]);
  expect(medianLines(linesOf(['not measured']))[0]?.peers).toEqual([{ name: 'other', value: 'not measured' }]);
});

test('runs with different lines have no medians', () => {
  expect(() => medianLines([[line], [{ ...line, label: 'other' }]])).toThrow('differ');
});

test('the table shows figures with their ratios, and why there are none', () => {
  expect(tableOf([line])).toContain('sends  1,000 /s  echo: 2,000 (0.50×)  other: not installed');
});
