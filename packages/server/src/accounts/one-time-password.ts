import { createHash, randomBytes } from 'node:crypto';
import type { UserId } from '@warbler/protocol';

/** Logs a user in once in place of their password, for clients that proved something else (a code, a QR code). */
export interface OneTimePassword {
  /** What the client gets. */
  readonly password: string;
  /** What the server keeps. */
  readonly hash: string;
}

/** What a client logs in with after it proved something else than a password. */
export interface LoginPass {
  readonly userId: UserId;
  readonly username: string;
  /** Counts once and for `oneTimePasswordMs`. */
  readonly password: string;
}

/** 128 bits: beyond guessing, so that a plain hash keeps it. */
const RANDOM_BYTES = 16;
const FORM = /^once-[\w-]{22}$/;

/** Makes one that counts as soon as a procedure has stored its hash. */
export function makeOneTimePassword(): OneTimePassword {
  const password = `once-${randomBytes(RANDOM_BYTES).toString('base64url')}`;
  return { password, hash: hashOf(password) };
}

/** The hash of what may be a one-time password; undefined for what can be none. */
export function hashOfOneTimePassword(password: string): string | undefined {
  return FORM.test(password) ? hashOf(password) : undefined;
}

function hashOf(password: string): string {
  return createHash('sha256').update(password).digest('base64url');
}
