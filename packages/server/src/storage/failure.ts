import { type ErrorName, ImError } from '@warbler/protocol';
import { UniqueViolation } from './database.ts';

/** An error as it crosses the thread: plain values only. */
export type Failure =
  | {
      readonly kind: 'refused';
      readonly code: ErrorName;
      readonly message: string;
      readonly details?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'unique'; readonly constraint: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Describes an error of the storage thread. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof ImError) {
    const { code, message, details } = error;
    return details === undefined ? { kind: 'refused', code, message } : { kind: 'refused', code, message, details };
  }
  const message = error instanceof Error ? error.message : String(error);
  const unique = /^UNIQUE constraint failed: (.+)$/.exec(message);
  if (unique?.[1] !== undefined) return { kind: 'unique', constraint: unique[1] };
  if (/database or disk is full|SQLITE_FULL/i.test(message)) {
    return {
      kind: 'refused',
      code: 'storageFull',
      message: 'the disk of the data folder is full; free space and try again',
    };
  }
  return { kind: 'failed', message };
}

/** The error again, on the side that asked. */
export function reviveFailure(failure: Failure): Error {
  switch (failure.kind) {
    case 'refused':
      return new ImError(failure.code, {
        message: failure.message,
        ...(failure.details === undefined ? {} : { details: failure.details }),
      });
    case 'unique':
      return new UniqueViolation(failure.constraint);
    case 'failed':
      return new ImError('internal', { cause: new Error(`storage: ${failure.message}`) });
    default:
      return failure satisfies never;
  }
}
