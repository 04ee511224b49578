import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const BYTES = 32;

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

function signatureOf({ appSecret, purpose, said }: SignedText): Buffer {
  const key = Buffer.from(hkdfSync('sha256', appSecret, '', purpose, BYTES));
  return createHmac('sha256', key).update(said).digest();
}
