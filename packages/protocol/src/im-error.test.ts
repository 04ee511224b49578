import { describe, expect, it } from 'vitest';
import { ErrorCode } from './error-code.ts';
import { ImError, restCodeOf, statusCodeOf } from './im-error.ts';
import { StatusCode } from './wire/generated/enums.ts';

describe('ImError', () => {
  it("has the table's text unless it is given another", () => {
    expect(new ImError('userNotFound').message).toBe(ErrorCode.userNotFound.message);
    expect(new ImError('userNotFound', { message: 'no user bob' }).message).toBe('no user bob');
  });

  it('keeps details and cause', () => {
    const cause = new Error('disk');
    const error = new ImError('storageFull', { cause, details: { freeBytes: 0 } });
    expect(error).toMatchObject({ name: 'ImError', code: 'storageFull', cause, details: { freeBytes: 0 } });
    expect('cause' in new ImError('internal')).toBe(false);
  });

  it('from: leaves an ImError as it is and wraps anything else as internal', () => {
    const known = new ImError('groupFull');
    expect(ImError.from(known)).toBe(known);
    const cause = new TypeError('oops');
    expect(ImError.from(cause)).toMatchObject({ code: 'internal', cause, message: ErrorCode.internal.message });
    expect(ImError.from('text')).toMatchObject({ code: 'internal', cause: 'text' });
  });

  it('maps to both edges, anything unknown as internal', () => {
    expect([restCodeOf(new ImError('wrongPassword')), statusCodeOf(new ImError('rateLimited'))]).toEqual([
      11001,
      StatusCode.RATE_LIMIT_EXCEEDED,
    ]);
    expect([restCodeOf(new Error('oops')), statusCodeOf(undefined)]).toEqual([20000, StatusCode.FAIL]);
  });
});
