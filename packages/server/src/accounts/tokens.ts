import { randomBytes } from 'node:crypto';
import { type AppId, ImError, parseAppId, parseUserId, type UserId } from '@warbler/protocol';
import { createDecoder, createSigner, createVerifier } from 'fast-jwt';
import { type App, FIRST_ADMIN_TOKEN } from '../apps/index.ts';
import type { Clock } from '../clock.ts';

/** Roles as tokens carry them; 2 is what deployed admin tokens say (rest-api.md section 1). */
const USER_ROLE = 1;
const ADMIN_ROLE = 2;

/** 96 random bits: two of a user's tokens never share an id. */
const TOKEN_ID_BYTES = 12;

/** A token that was made, and until when it counts. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresAtMs: number;
}

/** What a genuine token says. Whether its version still counts is for the caller to decide. */
export type TokenClaims =
  | {
      readonly role: 'user';
      readonly userId: UserId;
      readonly version: number;
      readonly tokenId: string;
      readonly expiresAtMs: number;
    }
  | { readonly role: 'admin'; readonly version: number; readonly tokenId: string };

/** Makes and reads the access tokens of all apps: JWT, HS256, each app with its own secret. */
export interface Tokens {
  /** Makes a token for a user; it counts until it expires or the user's token version changes. */
  issueForUser(app: App, user: { readonly userId: UserId; readonly tokenVersion: number }): IssuedToken;
  /** Makes an admin token; it does not expire and counts until it is revoked. The same record gives the same token. */
  issueForAdmin(app: App, token: { readonly tokenId: string; readonly createdAtMs: number }): string;
  /** The app that a token claims to be of, unproven; undefined when it does not say. */
  claimedApp(token: string): AppId | undefined;
  /**
   * Reads a token.
   *
   * @throws ImError `invalidToken` when it is garbage, forged, expired or another app's
   */
  read(app: App, token: string): TokenClaims;
}

interface Keys {
  readonly sign: (claims: Readonly<Record<string, unknown>>) => string;
  readonly verify: (token: string) => unknown;
}

/**
 * Makes the tokens of a server.
 *
 * @param lifetimeMs how long a user token counts
 */
export function createTokens(clock: Clock, lifetimeMs: number): Tokens {
  const decode = createDecoder();
  // Keyed by the app's record, so that a cache that drops the record drops its keys too.
  const keysByApp = new WeakMap<App, Keys>();

  const keysOf = (app: App): Keys => {
    const known = keysByApp.get(app);
    if (known !== undefined) return known;
    const key = app.tokenSecret;
    const keys: Keys = {
      sign: createSigner({ key, algorithm: 'HS256' }),
      // The expiry is checked below against our own clock.
      verify: createVerifier({ key, algorithms: ['HS256'], cache: false, ignoreExpiration: true }),
    };
    keysByApp.set(app, keys);
    return keys;
  };

  return {
    issueForUser(app, { userId, tokenVersion }) {
      const issuedAt = toSeconds(clock.now());
      const expiresAt = issuedAt + toSeconds(lifetimeMs);
      const token = keysOf(app).sign({
        app: app.appId,
        sub: String(userId),
        role: USER_ROLE,
        ver: tokenVersion,
        jti: randomBytes(TOKEN_ID_BYTES).toString('base64url'),
        iat: issuedAt,
        exp: expiresAt,
      });
      return { token, expiresAtMs: expiresAt * 1000 };
    },

    issueForAdmin(app, { tokenId, createdAtMs }) {
      return keysOf(app).sign({
        app: app.appId,
        sub: 'admin',
        role: ADMIN_ROLE,
        ver: app.adminTokenVersion,
        jti: tokenId,
        iat: toSeconds(createdAtMs),
      });
    },

    claimedApp: (token) => readUnproven(decode, token),

    read(app, token) {
      const claims = readClaims(keysOf(app), token);
      if (claims.app !== app.appId) throw invalidToken("the token is another app's");
      if (typeof claims.exp === 'number' && claims.exp * 1000 <= clock.now())
        throw invalidToken('the token is expired');
      return toTokenClaims(claims);
    },
  };
}

function readUnproven(decode: (token: string) => unknown, token: string): AppId | undefined {
  try {
    const claims = decode(token);
    return typeof claims === 'object' && claims !== null && 'app' in claims ? parseAppId(claims.app) : undefined;
  } catch {
    // Whatever is wrong with it: a token without a readable app id belongs to no app.
    return undefined;
  }
}

function readClaims(keys: Keys, token: string): Readonly<Record<string, unknown>> {
  try {
    const claims = keys.verify(token);
    if (typeof claims === 'object' && claims !== null) return claims as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw invalidToken('the token is not valid', cause);
  }
  throw invalidToken('the token is not valid');
}

function toTokenClaims({ role, ver, sub, jti, exp }: Readonly<Record<string, unknown>>): TokenClaims {
  if (typeof ver === 'number' && role === ADMIN_ROLE) {
    return { role: 'admin', version: ver, tokenId: typeof jti === 'string' ? jti : FIRST_ADMIN_TOKEN };
  }
  if (typeof ver === 'number' && role === USER_ROLE && typeof jti === 'string' && typeof exp === 'number') {
    return { role: 'user', userId: parseUserId(sub), version: ver, tokenId: jti, expiresAtMs: exp * 1000 };
  }
  throw invalidToken('the token is not valid');
}

function invalidToken(message: string, cause?: unknown): ImError {
  return new ImError('invalidToken', { message, ...(cause === undefined ? {} : { cause }) });
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
