import { type ErrorName, ImError } from '@warbler/protocol';
import { UniqueViolation } from './database.ts';
import { ConnectionLost, PostgresError } from './postgres/postgres-error.ts';

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
  if (error instanceof PostgresError) return describeRefusal(error);
  if (error instanceof ConnectionLost) {
    return { kind: 'refused', code: 'storageUnavailable', message: 'the database cannot be reached; try again' };
  }
  const message = error instanceof Error ? error.message : String(error);
  const unique = /^UNIQUE constraint failed: (.+)$/.exec(message);
  if (unique?.[1] !== undefined) return { kind: 'unique', constraint: unique[1] };
  if (/database or disk is full|SQLITE_FULL/i.test(message)) return DISK_FULL;
  return { kind: 'failed', message };
}

const DISK_FULL: Failure = {
  kind: 'refused',
  code: 'storageFull',
  message: 'the disk of the data is full; free space and try again',
};

/** By SQLSTATE; the message may hold what users wrote, and goes to the log only. */
function describeRefusal({ sqlState, uniqueKey, message }: PostgresError): Failure {
  if (uniqueKey !== undefined) return { kind: 'unique', constraint: uniqueKey };
  if (sqlState === '53100') return DISK_FULL;
  // A text with a NUL, which PostgreSQL cannot keep.
  if (sqlState === '22021') {
    return { kind: 'refused', code: 'invalidParameter', message: 'a text must not contain a NUL character' };
  }
  if (/^(08|57|53|40|55|25P03)/.test(sqlState)) {
    return { kind: 'refused', code: 'storageUnavailable', message: 'the database cannot take this now; try again' };
  }
  return { kind: 'failed', message: `PostgreSQL ${sqlState}: ${message}` };
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
