import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

const names = ['one-to-one', 'groups', 'steady'];

test('all lines but the long one are measured three times', () => {
  const expected = { only: ['one-to-one', 'groups'], isAll: true, isQuick: false, runs: 3, peerRuns: 1, minutes: 30 };
  expect(readOptions([], names)).toEqual(expected);
});

test('single lines, the short form, runs and minutes can be asked for', () => {
  const argv = ['--only', 'steady,groups', '--quick', '--minutes', '5'];
  expect(readOptions(argv, names)).toEqual({
    only: ['steady', 'groups'],
    isAll: false,
    isQuick: true,
    runs: 1,
    peerRuns: 1,
    minutes: 5,
  });
});

test('the long one is measured once', () => {
  expect(readOptions(['--only', 'steady'], names)).toMatchObject({ only: ['steady'], runs: 1, minutes: 30 });
});

test.each([
  [['--only', 'no-such-line'], 'no-such-line'],
  [['--runs', '0'], '--runs'],
  [['--peer-runs', '-1'], '--peer-runs'],
  [['--minutes', 'many'], '--minutes'],
])('%j is refused with what is wrong', (argv, told) => {
  expect(() => readOptions(argv, names)).toThrow(told);
});
