import { ImError, type UserId } from '@warbler/protocol';

/** What became of one user in a call about many. */
export interface UserOutcome {
  readonly userId?: UserId;
  /** Why not, in words for people; absent when it worked. */
  readonly reason?: string;
}

/**
 * Why something was refused for one user, so that the call goes on with the others.
 *
 * @throws what is no refusal but a failure of the server itself
 */
export function reasonOf(error: unknown): string {
  if (error instanceof ImError && error.code !== 'internal') return error.message;
  throw error;
}

/**
 * Bounds what one call may ask for.
 *
 * @throws ImError `invalidParameter`
 */
export function requireFew(rows: readonly unknown[], max: number): void {
  if (rows.length <= max) return;
  throw new ImError('invalidParameter', { message: `invalid request parameter: list holds at most ${max} rows` });
}
