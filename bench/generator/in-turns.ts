/** How many at once, unless it is said: below the backlog that servers listen with. */
const AT_ONCE = 200;

/** Does something for each item, some at a time, begun in order. Rejects with the first failure. */
export async function inTurns<Item, Done>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Done>,
  atOnce = AT_ONCE,
): Promise<readonly Done[]> {
  const done: Done[] = [];
  let next = 0;
  const take = async () => {
    for (let index = next++; index < items.length; index = next++)
      done[index] = await work(items[index] as Item, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, take));
  return done;
}
