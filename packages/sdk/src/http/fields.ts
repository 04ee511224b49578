import { ImError } from '@warbler/protocol';

/** An answer's object, whose fields nobody has checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws ImError `responseInvalid` when it is no object. */
export function fieldsOf(answer: unknown): Fields {
  if (typeof answer === 'object' && answer !== null) return { ...answer };
  throw new ImError('responseInvalid');
}

/** A list of objects; what is no object is left out. */
export function listOf(answer: unknown): readonly unknown[] {
  return Array.isArray(answer) ? answer : [];
}

/** A text, or '' where there is none: absent, null and empty are one to us. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
