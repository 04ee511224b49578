import { randomBytes } from 'node:crypto';
import { ImError } from '@warbler/protocol';
import { createSigner, createVerifier } from 'fast-jwt';
import type { Clock } from '../clock.ts';
import type { Database } from '../storage/index.ts';
import type { ConsoleAdmin } from './console-admin.ts';

/** HS256 wants a key as long as its hash. */
const SECRET_BYTES = 32;
const SECRET_NAME = 'console tokens';

/** What tells these tokens from those of apps, whoever's key they would be checked with. */
const ROLE = 'console';

/** A console token that was made. */
export interface ConsoleSession {
  readonly username: string;
  readonly token: string;
  readonly expiresAtMs: number;
}

/** What a genuine console token says. Whether its version still counts is for the caller to decide. */
export interface ConsoleClaims {
  readonly username: string;
  readonly version: number;
  /** When the password was typed for the last time. */
  readonly loggedInAtMs: number;
}

/** Makes and reads console tokens: JWT, HS256, with a key that stays in the data. */
export interface ConsoleTokens {
  /** Makes a token for somebody who typed their password at that moment. */
  issue(admin: ConsoleAdmin, loggedInAtMs: number): Promise<ConsoleSession>;
  /** Reads a token. @throws ImError `invalidToken` when it is garbage, forged, expired or no console token */
  read(token: string): Promise<ConsoleClaims>;
}

/**
 * Makes the console tokens of a server.
 *
 * @param lifetimeMs how long a token counts
 */
export function createConsoleTokens(database: Database, clock: Clock, lifetimeMs: number): ConsoleTokens {
  let keys: Promise<Keys> | undefined;
  // A failure is not remembered: the next call asks again.
  const loadKeys = () => {
    keys ??= makeKeys(database).catch((error) => {
      keys = undefined;
      throw error;
    });
    return keys;
  };
  return {
    async issue({ username, tokenVersion }, loggedInAtMs) {
      const issuedAt = toSeconds(clock.now());
      const expiresAt = issuedAt + toSeconds(lifetimeMs);
      const claims = { sub: username, role: ROLE, ver: tokenVersion, auth_time: toSeconds(loggedInAtMs) };
      const token = (await loadKeys()).sign({ ...claims, iat: issuedAt, exp: expiresAt });
      return { username, token, expiresAtMs: expiresAt * 1000 };
    },
    async read(token) {
      const { verify } = await loadKeys();
      return toClaims(readPayload(verify, token), clock.now());
    },
  };
}

interface Keys {
  readonly sign: (claims: Readonly<Record<string, unknown>>) => string;
  readonly verify: (token: string) => unknown;
}

async function makeKeys({ query }: Database): Promise<Keys> {
  await query
    .insertInto('server_secrets')
    .values({ name: SECRET_NAME, secret: randomBytes(SECRET_BYTES).toString('base64url') })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const { secret: key } = await query
    .selectFrom('server_secrets')
    .select('secret')
    .where('name', '=', SECRET_NAME)
    .executeTakeFirstOrThrow();
  return {
    sign: createSigner({ key, algorithm: 'HS256' }),
    // The expiry is checked below against our own clock.
    verify: createVerifier({ key, algorithms: ['HS256'], cache: false, ignoreExpiration: true }),
  };
}

function readPayload(verify: Keys['verify'], token: string): Readonly<Record<string, unknown>> {
  try {
    const claims = verify(token);
    if (typeof claims === 'object' && claims !== null) return claims as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw invalid('the token is no console token', cause);
  }
  throw invalid('the token is no console token');
}

function toClaims({ sub, role, ver, auth_time, exp }: Readonly<Record<string, unknown>>, nowMs: number): ConsoleClaims {
  if (role !== ROLE || typeof sub !== 'string' || typeof ver !== 'number')
    throw invalid('the token is no console token');
  if (typeof auth_time !== 'number' || typeof exp !== 'number') throw invalid('the token is no console token');
  if (exp * 1000 <= nowMs) throw invalid('the token is expired, log in again');
  return { username: sub, version: ver, loggedInAtMs: auth_time * 1000 };
}

function invalid(message: string, cause?: unknown): ImError {
  return new ImError('invalidToken', { message, ...(cause === undefined ? {} : { cause }) });
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
