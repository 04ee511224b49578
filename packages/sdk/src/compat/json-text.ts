/** The object that a text of JSON holds; undefined when it holds none. */
export function objectIn(json: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** A field of what may be an object, or a text of JSON that holds one. */
export function fieldIn(holder: unknown, name: string): unknown {
  const object = typeof holder === 'string' ? objectIn(holder) : holder;
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined;
}

/** A text as it is, anything else that is given as JSON: apps give both. */
export function jsonText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
