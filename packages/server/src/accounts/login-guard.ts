import { type AppId, ImError } from '@warbler/protocol';
import type { Clock } from '../clock.ts';
import { type AttemptLimit, createAttemptLimiter } from './attempt-limiter.ts';
import { networkOf } from './network-of.ts';

/** Keeps guessers of passwords slow. */
export interface LoginGuard {
  /**
   * Runs an attempt that fails with `wrongPassword` or `userNotFound` when the password or the name was wrong; such
   * failures count against the account and the address.
   *
   * @throws ImError `tooManyFailures` without running it, or what the attempt throws
   */
  guard<Result>(attempt: LoginAttempt, run: () => Promise<Result>): Promise<Result>;
}

/** Who tries to log in, from where. */
interface LoginAttempt {
  /** Absent where accounts are of no app. */
  readonly appId?: AppId;
  /** The account as the caller names it, known or not. */
  readonly account: string;
  /** The caller's network address; absent when the caller is known by a token. */
  readonly address?: string;
}

/** Bounds of a {@link LoginGuard}. */
export interface LoginLimits {
  readonly perAccount: AttemptLimit;
  readonly perAddress: AttemptLimit;
}

const WINDOW_MS = 600_000;

/** One office behind one address mistypes for all its people. */
const ACCOUNTS_PER_ADDRESS = 10;

/**
 * The bounds that follow from one number.
 *
 * @param failures wrong passwords per account in ten minutes; ten times as many per address
 */
export function loginLimitsOf(failures: number): LoginLimits {
  const addressFailures = failures * ACCOUNTS_PER_ADDRESS;
  return {
    perAccount: { burst: failures, refillMs: WINDOW_MS / failures },
    perAddress: { burst: addressFailures, refillMs: WINDOW_MS / addressFailures },
  };
}

/** Makes a guard that counts in memory. */
export function createLoginGuard(clock: Pick<Clock, 'elapsed'>, limits: LoginLimits): LoginGuard {
  const accounts = createAttemptLimiter(clock, limits.perAccount);
  const addresses = createAttemptLimiter(clock, limits.perAddress);

  return {
    async guard({ appId, account, address }, run) {
      const accountKey = `${appId ?? ''}\n${account}`;
      const addressKey = address === undefined ? undefined : networkOf(address);
      const giveBack = () => {
        accounts.giveBack(accountKey);
        if (addressKey !== undefined) addresses.giveBack(addressKey);
      };
      if (addressKey !== undefined && !addresses.take(addressKey)) throw tooManyFailures();
      if (!accounts.take(accountKey)) {
        // Refusing costs nothing, so that a locked account does not lock the address as well.
        if (addressKey !== undefined) addresses.giveBack(addressKey);
        throw tooManyFailures();
      }
      try {
        const result = await run();
        giveBack();
        return result;
      } catch (error) {
        if (!isWrongGuess(error)) giveBack();
        throw error;
      }
    },
  };
}

function tooManyFailures(): ImError {
  return new ImError('tooManyFailures', { message: 'too many failures, try again later' });
}

function isWrongGuess(error: unknown): boolean {
  return error instanceof ImError && (error.code === 'wrongPassword' || error.code === 'userNotFound');
}
