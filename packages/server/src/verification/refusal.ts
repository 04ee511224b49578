import { type ErrorName, ImError } from '@warbler/protocol';

/**
 * A procedure refused and has written that down (a wrong try counts), so it could not throw: what is thrown on the
 * storage thread must have written nothing.
 */
export interface Refusal {
  readonly refusal: ErrorName;
}

/** Throws a refusal on this side of the storage thread; lets everything else through. */
export function unlessRefused<Output extends object>(output: Output | Refusal): Output {
  if ('refusal' in output) throw new ImError(output.refusal);
  return output;
}
