/**
 * One JSON text laid over another: objects are merged deeply, anything else is replaced (XSYNC.md, Operations).
 * A change that is empty changes nothing; a text that is no JSON is replaced as a whole.
 */
export function mergeJson(before: string, change: string): string {
  if (change === '') return before;
  try {
    return JSON.stringify(merge(JSON.parse(before === '' ? '{}' : before), JSON.parse(change)));
  } catch {
    return change;
  }
}

function merge(before: unknown, change: unknown): unknown {
  if (!isObject(before) || !isObject(change)) return change;
  const changed = Object.entries(change).map(([name, value]) => [
    name,
    Object.hasOwn(before, name) ? merge(before[name], value) : value,
  ]);
  return Object.fromEntries([...Object.entries(before), ...changed]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
