import { ImError, type UserId } from '@warbler/protocol';
import type { App } from '../apps/index.ts';
import { reasonOf, requireFew, type UserOutcome } from './outcome.ts';
import type { Registration } from './register.ts';

/** What became of one of many new users. */
export interface RegistrationOutcome extends UserOutcome {
  readonly username: string;
}

/** Calls that may wait for their turn; more would only wait longer than their callers do. */
const CALLS_WAITING_MAX = 16;

/** Registers many users. One refusal keeps no other row from being registered. */
export type RegisterMany = (app: App, rows: readonly Registration[]) => Promise<readonly RegistrationOutcome[]>;

/**
 * Makes the lane for registrations of many: one password is hashed at a time over all such calls, so that people who
 * log in meanwhile never wait behind a list.
 */
export function createRegisterMany({
  register,
  rowsMax,
}: {
  readonly register: (app: App, row: Registration) => Promise<UserId>;
  readonly rowsMax: number;
}): RegisterMany {
  let lane: Promise<unknown> = Promise.resolve();
  let waitingCount = 0;

  const registerAll = async (app: App, rows: readonly Registration[]) => {
    const outcomes: RegistrationOutcome[] = [];
    for (const row of rows) {
      const { username } = row;
      outcomes.push(
        await register(app, row).then(
          (userId) => ({ username, userId }),
          (error: unknown) => ({ username, reason: reasonOf(error) }),
        ),
      );
    }
    return outcomes;
  };

  return async (app, rows) => {
    requireFew(rows, rowsMax);
    if (waitingCount >= CALLS_WAITING_MAX) {
      throw new ImError('rateLimited', { message: 'too many lists of users are being registered, try again later' });
    }
    waitingCount += 1;
    const turn = lane.then(() => registerAll(app, rows));
    lane = turn.catch(() => undefined).finally(() => (waitingCount -= 1));
    return turn;
  };
}
