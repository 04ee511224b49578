import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { App } from './app.ts';

const BYTES = 32;

/** 128 bits: beyond guessing, and short enough for QR codes. */
const SHORT_BYTES = 16;

/** What the server can say so that nobody else can: by an app's secret, for one purpose. */
export interface SignedText {
  readonly appSecret: string;
  /** Keeps this key apart from whatever else is derived from the app's secret. */
  readonly purpose: string;
  readonly said: string;
}

/** Signs a text: 43 characters that need no escaping in addresses. The key is derived; the secret itself signs tokens only. */
export function signForApp({ appSecret, purpose, said }: SignedText): string {
  return signatureOf({ appSecret, purpose, said }).toString('base64url');
}

/** Whether {@link signForApp} gave this signature for this text; takes the same time wherever they differ. */
export function isSignedForApp(text: SignedText, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  // A signature that is no signature is as wrong as any other.
  return timingSafeEqual(signatureOf(text), bytes.length === BYTES ? bytes : Buffer.alloc(BYTES));
}

/**
 * A hash that only this app's server can make.
 *
 * @param purpose keeps hashes for different uses apart
 */
export function appHash({ tokenSecret }: Pick<App, 'tokenSecret'>, purpose: string, text: string): Buffer {
  return signatureOf({ appSecret: tokenSecret, purpose: `hash ${purpose}`, said: text });
}

/** Signs a text without spaces, so that {@link readSigned} knows it again: the text, a dot, the signature. */
export function signText(app: Pick<App, 'tokenSecret'>, purpose: string, text: string): string {
  return `${text}.${shortSignatureOf(app, purpose, text).toString('base64url')}`;
}

/** What was signed; undefined for anything that {@link signText} did not sign for this app and purpose. */
export function readSigned(app: Pick<App, 'tokenSecret'>, purpose: string, signed: string): string | undefined {
  const end = signed.lastIndexOf('.');
  const text = signed.slice(0, Math.max(end, 0));
  const signature = Buffer.from(signed.slice(end + 1), 'base64url');
  if (signature.length !== SHORT_BYTES) return undefined;
  return timingSafeEqual(signature, shortSignatureOf(app, purpose, text)) ? text : undefined;
}

function shortSignatureOf({ tokenSecret }: Pick<App, 'tokenSecret'>, purpose: string, text: string): Buffer {
  return signatureOf({ appSecret: tokenSecret, purpose: `signature ${purpose}`, said: text }).subarray(0, SHORT_BYTES);
}

function signatureOf({ appSecret, purpose, said }: SignedText): Buffer {
  const key = Buffer.from(hkdfSync('sha256', appSecret, '', purpose, BYTES));
  return createHmac('sha256', key).update(said).digest();
}
