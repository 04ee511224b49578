/** Connections that one generator opens at once: below the backlog that servers listen with. */
const AT_ONCE = 200;

/** Opens many things, some at a time, in order. Rejects with the first failure. */
export async function openInTurns<Item, Opened>(
  items: readonly Item[],
  open: (item: Item, index: number) => Promise<Opened>,
  atOnce = AT_ONCE,
): Promise<readonly Opened[]> {
  const opened: Opened[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < items.length; index = next++) {
      opened[index] = await open(items[index] as Item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return opened;
}
