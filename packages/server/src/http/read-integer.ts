import { ImError } from '@warbler/protocol';

/** What a number must be. */
export interface IntegerRule {
  /** Its name on the wire, for the error text. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/**
 * Reads an integer that came as a number or as decimal text.
 *
 * @throws ImError `invalidParameter` outside the range
 */
export function readInteger(value: number | string, { name, min, max }: IntegerRule): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= min && number <= max) return number;
  throw new ImError('invalidParameter', {
    message: `invalid request parameter: ${name} must be an integer from ${min} to ${max}`,
    details: { parameter: name },
  });
}

/** The same where the number may be absent. */
export function readOptionalInteger(value: number | string | undefined, rule: IntegerRule): number | undefined {
  return value === undefined ? undefined : readInteger(value, rule);
}
