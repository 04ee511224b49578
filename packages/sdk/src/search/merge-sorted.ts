import type { Slices } from './slices.ts';

/** Items between two looks at the time. */
const itemsPerLook = 1_024;

/** Merges sorted lists into one, in slices. */
export async function mergeSorted<Item>(
  lists: readonly (readonly Item[])[],
  order: (one: Item, other: Item) => number,
  slices: Slices,
): Promise<readonly Item[]> {
  // Two arrays in turns, with the ends of what is sorted in them: one for each step would be a lot to clean up.
  let from = lists.flat();
  let to = [...from];
  let ends = lists.map((list) => list.length);
  for (let at = 1; at < ends.length; at += 1) ends[at] = (ends[at] ?? 0) + (ends[at - 1] ?? 0);
  while (ends.length > 1) {
    let start = 0;
    for (let at = 0; at < ends.length; at += 2) {
      const middle = ends[at] ?? 0;
      const end = ends[at + 1] ?? middle;
      await mergeTwo({ from, to, start, middle, end }, order, slices);
      start = end;
    }
    ends = ends.filter((_, at) => at % 2 === 1 || at === ends.length - 1);
    [from, to] = [to, from];
  }
  return from;
}

/** Two sorted stretches of an array, one after the other, and where they become one. */
interface Stretches<Item> {
  readonly from: readonly Item[];
  readonly to: Item[];
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

async function mergeTwo<Item>(
  { from, to, start, middle, end }: Stretches<Item>,
  order: (one: Item, other: Item) => number,
  slices: Slices,
): Promise<void> {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at += 1) {
    if (at % itemsPerLook === 0 && slices.isOver) await slices.next();
    const isLeft = left < middle && (right >= end || order(from[left] as Item, from[right] as Item) <= 0);
    to[at] = from[isLeft ? left : right] as Item;
    if (isLeft) left += 1;
    else right += 1;
  }
}
