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

/** A number, or 0 where there is none. */
export function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === 'number' ? value : 0;
}

/** A truth, also one written as 1. */
export function truthOf(fields: Fields, name: string): boolean {
  const value = fields[name];
  return value === true || value === 1;
}

/** The word that a number stands for: its place in the list, or the first word. */
export function wordOf<Word extends string>(fields: Fields, name: string, words: readonly [Word, ...Word[]]): Word {
  return words[numberOf(fields, name)] ?? words[0];
}
