/** What the `{name}` places of a text are filled with. */
export type TextValues = Readonly<Record<string, string | number>>;

/**
 * A text with its places filled. A text may have forms, `one | many` or `none | one | many`: the value `count` chooses
 * between them. A place without a value stays as it is.
 */
export function fillText(pattern: string, values: TextValues): string {
  const form = typeof values.count === 'number' ? formFor(pattern, values.count) : pattern;
  return form.replaceAll(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

function formFor(pattern: string, count: number): string {
  const forms = pattern.split(' | ');
  const [first = '', second = first, third = second] = forms;
  if (forms.length > 2) return [first, second][count] ?? third;
  return count === 1 ? first : second;
}
