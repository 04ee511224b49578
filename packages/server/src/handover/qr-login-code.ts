import { createHash, randomBytes } from 'node:crypto';
import { type App, readSigned, signText } from '../apps/index.ts';

/** What a code for a login says. */
export interface QrLoginCode {
  /** Names it to the store. */
  readonly codeHash: string;
  readonly expiresAtMs: number;
}

const PURPOSE = 'qr login';
const RADIX = 36;

/** 96 bits, beyond guessing within minutes; the whole code stays under the 64 characters that WeChat takes. */
const RANDOM_BYTES = 12;

/** Makes a code. Nothing is stored before a user scans it: whoever opens login pages all day costs no memory. */
export function makeQrLoginCode(app: Pick<App, 'tokenSecret'>, expiresAtMs: number): string {
  return signText(app, PURPOSE, `${expiresAtMs.toString(RADIX)}.${randomBytes(RANDOM_BYTES).toString('base64url')}`);
}

/** Reads a code; undefined for one that this app did not make, or that is too old. */
export function readQrLoginCode(app: Pick<App, 'tokenSecret'>, code: string, nowMs: number): QrLoginCode | undefined {
  const text = readSigned(app, PURPOSE, code);
  if (text === undefined) return undefined;
  const expiresAtMs = Number.parseInt(text, RADIX);
  return expiresAtMs > nowMs ? { codeHash: hashOf(text), expiresAtMs } : undefined;
}

/** What a code names, for whoever does not know its app: it proves nothing. */
export function hashOfUnprovenCode(code: string): string {
  return hashOf(code.slice(0, Math.max(code.lastIndexOf('.'), 0)));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
