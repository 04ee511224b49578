import { ErrorCode, type ErrorEntry, type ErrorName } from './error-code.ts';
import type { StatusCode } from './wire/generated/enums.ts';

/** What may be said about an error beyond its name. */
export interface ImErrorOptions {
  /** For people, in place of the table's text. Peers see it: no secrets, no content of messages. */
  readonly message?: string | undefined;
  /** Facts for logs and programs, e.g. which field was wrong. Not sent to peers. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** What led to this error. Logged, not sent. */
  readonly cause?: unknown;
}

/** The one error class of Warbler. What went wrong is `code`, a name of the closed table {@link ErrorCode}. */
export class ImError extends Error {
  readonly code: ErrorName;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorName, options: ImErrorOptions = {}) {
    super(options.message ?? ErrorCode[code].message, 'cause' in options ? { cause: options.cause } : undefined);
    // Where classes are functions (the ES5 build), `Error` makes an object that knows nothing of this class.
    Object.setPrototypeOf(this, ImError.prototype);
    this.name = 'ImError';
    this.code = code;
    this.details = options.details;
  }

  /** The row of the table for this error. */
  get entry(): ErrorEntry {
    return ErrorCode[this.code];
  }

  /** The same error when it is an ImError already, otherwise an `internal` with `error` as its cause. */
  static from(error: unknown): ImError {
    return error instanceof ImError ? error : new ImError('internal', { cause: error });
  }
}

/** The `code` that a REST answer carries for an error (rest-api.md §2). Anything but an ImError counts as `internal`. */
export function restCodeOf(error: unknown): number {
  return ImError.from(error).entry.rest;
}

/** The status that a socket answer carries for an error. Anything but an ImError counts as `internal`. */
export function statusCodeOf(error: unknown): StatusCode {
  return ImError.from(error).entry.status;
}
