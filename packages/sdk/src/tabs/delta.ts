/** A value, or how a list differs from the one before it: items of that one, from where and how many, and new ones. */
export type Delta =
  | { readonly whole: unknown }
  | { readonly parts: readonly (readonly [from: number, count: number] | { readonly put: readonly unknown[] })[] };

/** What to post so that the other side has `next` where it has `previous`; what is in both keeps its identity there. */
export function deltaOf(previous: unknown, next: unknown): Delta {
  if (!Array.isArray(previous) || !Array.isArray(next) || previous.length === 0) return { whole: next };
  const places = new Map(previous.map((item: unknown, at) => [item, at]));
  const parts: ([number, number] | { put: unknown[] })[] = [];
  for (const item of next as readonly unknown[]) {
    const at = places.get(item);
    const part = parts.at(-1);
    if (at === undefined) {
      if (part && 'put' in part) part.put.push(item);
      else parts.push({ put: [item] });
    } else if (Array.isArray(part) && part[0] + part[1] === at) part[1] += 1;
    else parts.push([at, 1]);
  }
  return { parts };
}

/** What `deltaOf` was made of, on the other side. */
export function applyDelta(previous: unknown, delta: Delta): unknown {
  if ('whole' in delta) return delta.whole;
  const items = Array.isArray(previous) ? (previous as readonly unknown[]) : [];
  return delta.parts.flatMap((part) => ('put' in part ? part.put : items.slice(part[0], part[0] + part[1])));
}
