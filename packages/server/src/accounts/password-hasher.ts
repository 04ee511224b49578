import { ImError } from '@warbler/protocol';

/** Hashes and checks passwords off the main thread, a few at a time. */
export interface PasswordHasher {
  /**
   * Hashes with argon2id and a fresh salt.
   *
   * @throws ImError `rateLimited` when too many wait already
   */
  hash(password: string): Promise<string>;
  /**
   * Whether the password is the one that was hashed.
   *
   * @throws ImError `rateLimited` when too many wait already
   */
  matches(passwordHash: string, password: string): Promise<boolean>;
}

/** Bounds of a {@link PasswordHasher}. */
export interface PasswordHasherLimits {
  /** How many are hashed at once; each takes 19 MiB and a thread of the pool that files and DNS use too. */
  readonly concurrencyMax: number;
  /** How many may wait; the next one is refused. */
  readonly queueMax: number;
}

/** Leaves half of the four pool threads free; a full queue is answered in about two seconds. */
const DEFAULT_HASHER_LIMITS: PasswordHasherLimits = { concurrencyMax: 2, queueMax: 256 };

/** Makes a hasher with the package's argon2id defaults: 19 MiB, two passes, one lane (OWASP's first choice). */
export function createPasswordHasher(limits: PasswordHasherLimits = DEFAULT_HASHER_LIMITS): PasswordHasher {
  const waiting: (() => void)[] = [];
  let runningCount = 0;

  const takeTurn = async () => {
    if (runningCount < limits.concurrencyMax) {
      runningCount += 1;
      return;
    }
    if (waiting.length >= limits.queueMax) {
      throw new ImError('rateLimited', { message: 'too many logins and registrations at once, try again in a moment' });
    }
    // The one who finishes hands over its turn, so the count stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const passTurn = () => {
    const next = waiting.shift();
    if (next === undefined) runningCount -= 1;
    else next();
  };
  const inTurn = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    await takeTurn();
    try {
      return await run();
    } finally {
      passTurn();
    }
  };

  // Loaded with the first password: its binary takes 3 MB.
  const argon2 = () => import('@node-rs/argon2');
  return {
    hash: (password) => inTurn(async () => (await argon2()).hash(password)),
    matches: (passwordHash, password) => inTurn(async () => (await argon2()).verify(passwordHash, password)),
  };
}
