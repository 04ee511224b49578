import { createHmac, timingSafeEqual } from 'node:crypto';
import type { App } from './app.ts';

/** 128 bits: beyond guessing, and short enough for QR codes. */
const SIGNATURE_BYTES = 16;

/**
 * A hash that only this app's server can make.
 *
 * @param purpose keeps hashes for different uses apart; a fixed word without a line break
 */
export function appHash({ tokenSecret }: Pick<App, 'tokenSecret'>, purpose: string, text: string): Buffer {
  return createHmac('sha256', tokenSecret).update(`warbler ${purpose}\n${text}`).digest();
}

/** Signs a text without spaces, so that {@link readSigned} knows it again: the text, a dot, the signature. */
export function signText(app: Pick<App, 'tokenSecret'>, purpose: string, text: string): string {
  return `${text}.${signatureOf(app, purpose, text).toString('base64url')}`;
}

/** What was signed; undefined for anything that {@link signText} did not sign for this app and purpose. */
export function readSigned(app: Pick<App, 'tokenSecret'>, purpose: string, signed: string): string | undefined {
  const end = signed.lastIndexOf('.');
  const text = signed.slice(0, Math.max(end, 0));
  const signature = Buffer.from(signed.slice(end + 1), 'base64url');
  if (signature.length !== SIGNATURE_BYTES) return undefined;
  return timingSafeEqual(signature, signatureOf(app, purpose, text)) ? text : undefined;
}

function signatureOf(app: Pick<App, 'tokenSecret'>, purpose: string, text: string): Buffer {
  return appHash(app, `signature ${purpose}`, text).subarray(0, SIGNATURE_BYTES);
}
