import { randomInt } from 'node:crypto';
import { ImError } from '@warbler/protocol';
import { type Account, type Accounts, createAttemptLimiter, networkOf } from '../accounts/index.ts';
import type { App } from '../apps/index.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config/index.ts';

/** A visitor wants an account without choosing a name. */
export interface VisitorRequest {
  /** What the name begins with; empty: as visitors' names begin here. */
  readonly prefix: string;
  readonly password: string;
  /** The network address that they come from. */
  readonly address: string;
}

/** People who follow a link and want to write before they register. */
export interface Visitors {
  /**
   * Registers a visitor under a name that begins with the prefix.
   *
   * @throws ImError `registrationClosed`, `rateLimited` for too many from one network, `invalidUserName` for a prefix that
   *   no name begins with, `invalidParameter` for the password
   */
  register(app: App, request: VisitorRequest): Promise<Account>;
}

const DEFAULT_PREFIX = 'anon_';
const LETTERS = 'abcdefghijkmnpqrstuvwxyz';
const CHARACTERS = `${LETTERS}23456789`;

/** 50 bits behind the prefix: a name that is taken is next to impossible, twice in a row more so. */
const RANDOM_CHARACTERS = 10;
const TRIES_MAX = 3;

const HOUR_MS = 3_600_000;

/** Opens the registration of visitors. */
export function createVisitors({
  accounts,
  clock,
  limits: { anonymousPerAddress },
}: {
  readonly accounts: Pick<Accounts, 'register'>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'anonymousPerAddress'>;
}): Visitors {
  const shares = createAttemptLimiter(clock, { burst: anonymousPerAddress, refillMs: HOUR_MS / anonymousPerAddress });
  return {
    async register(app, { prefix, password, address }) {
      const { isRegistrationOpen, isAnonymousOpen } = app.settings;
      if (!isRegistrationOpen || !isAnonymousOpen) throw new ImError('registrationClosed');
      const network = networkOf(address);
      if (!shares.take(network)) {
        throw new ImError('rateLimited', { message: 'too many visitors from this network, try again in an hour' });
      }
      try {
        return await registerUnderFreeName(accounts, app, {
          prefix: prefix === '' ? DEFAULT_PREFIX : prefix,
          password,
        });
      } catch (error) {
        shares.giveBack(network);
        throw error;
      }
    },
  };
}

async function registerUnderFreeName(
  accounts: Pick<Accounts, 'register'>,
  app: App,
  { prefix, password }: { readonly prefix: string; readonly password: string },
): Promise<Account> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await accounts.register(app, { username: prefix + makeEnding(), password });
    } catch (error) {
      if (!(error instanceof ImError) || error.code !== 'userExists' || tries === TRIES_MAX) throw error;
    }
  }
}

/** Begins with a letter: a name of digits alone is none. */
function makeEnding(): string {
  const pick = (from: string) => from.charAt(randomInt(from.length));
  return pick(LETTERS) + Array.from({ length: RANDOM_CHARACTERS - 1 }, () => pick(CHARACTERS)).join('');
}
