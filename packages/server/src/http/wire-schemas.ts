import type { Static, TProperties, TSchema } from 'typebox';
import { Type } from '../type.ts';

/** The form of a whole number as text; see {@link formats}. */
const WHOLE_NUMBER_TEXT = 'whole-number';

/** The forms of text that schemas name, for the validator. */
export const formats = { [WHOLE_NUMBER_TEXT]: isWholeNumberText } as const;

/** An integer as callers send it: a JSON number or decimal text (rest-api.md section 1), not negative, below 2^53. */
export function integerInput(description: string) {
  return Type.Unsafe<number | string>({
    type: ['integer', 'string'],
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    format: WHOLE_NUMBER_TEXT,
    description,
  });
}

/** The same, where null is a value too. */
export function nullableIntegerInput(description: string) {
  return Type.Unsafe<number | string | null>({
    ...integerInput(description),
    type: ['integer', 'string', 'null'],
  });
}

/** A boolean as callers send it: true, false, 1 or 0. */
export function booleanInput(description: string) {
  return Type.Unsafe<boolean | 0 | 1>({ enum: [true, false, 0, 1], description });
}

/** A boolean in the query, where everything is text. */
export function booleanText(description: string) {
  return Type.Unsafe<'true' | 'false' | '1' | '0'>({ enum: ['true', 'false', '1', '0'], description });
}

/** What such a boolean says. */
export function isYes(value: boolean | 0 | 1 | 'true' | 'false' | '1' | '0'): boolean {
  return value === true || value === 1 || value === 'true' || value === '1';
}

/** A body that may be left out, for calls whose parameters may all be in the query. */
export function optionalBody<Properties extends TProperties>(properties: Properties) {
  const object = Type.Object(properties);
  return Type.Unsafe<Static<typeof object> | null | undefined>({ ...object, type: ['object', 'null'] });
}

/** An id in an answer: always a number. */
export function idOutput(description: string) {
  return Type.Integer({ description });
}

/** A list in an answer, which may be empty and is never left out. */
export function listOutput<Item extends TSchema>(item: Item) {
  return Type.Array(item);
}

function isWholeNumberText(text: string): boolean {
  return /^(0|[1-9][0-9]{0,15})$/.test(text) && Number.isSafeInteger(Number(text));
}
