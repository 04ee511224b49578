import { expect, test } from 'vitest';
import { mergeSorted } from './merge-sorted.ts';
import { Slices } from './slices.ts';

const ascending = (one: number, other: number) => one - other;

/** A clock by which every slice is over at once. */
function hurriedClock() {
  let ms = 0;
  return {
    elapsed: () => {
      ms += 100;
      return ms;
    },
  };
}

test.each([
  [[]],
  [[[]]],
  [[[1]]],
  [[[2, 4], [], [1, 3, 5], [2]]],
  [[[3], [2], [1], [0], [-1]]],
])('lists %j become one in order', async (lists: number[][]) => {
  const merged = await mergeSorted(lists, ascending, new Slices(hurriedClock()));
  expect(merged).toEqual(lists.flat().sort(ascending));
});

test('many items are merged in slices, between which others have their turn', async () => {
  const lists = Array.from({ length: 9 }, (_, list) => Array.from({ length: 3_000 }, (_, at) => at * 9 + list));
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const merged = await mergeSorted(lists, ascending, new Slices(hurriedClock()));
  isOver = true;
  expect(merged).toEqual(Array.from({ length: 27_000 }, (_, at) => at));
  expect(turns).toBeGreaterThan(27);
});
