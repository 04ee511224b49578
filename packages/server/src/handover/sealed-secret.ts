import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** A secret that only its code opens. */
export interface SealedSecret {
  /** For the one who shall take it; 128 random bits. */
  readonly code: string;
  /** Finds it again. */
  readonly codeHash: string;
  readonly sealed: Uint8Array;
}

const CODE_BYTES = 16;
const KEY_BYTES = 32;
const CIPHER = 'aes-256-gcm';
const TAG_BYTES = 16;

/** Every key seals one secret, so the nonce never meets a second one. */
const NONCE = Buffer.alloc(12);

/** Encrypts a text with a key that follows from a new code; who has what is stored, but not the code, reads nothing. */
export function sealSecret(text: string): SealedSecret {
  const code = randomBytes(CODE_BYTES).toString('base64url');
  const cipher = createCipheriv(CIPHER, keyOf(code), NONCE);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { code, codeHash: hashOfSecretCode(code), sealed };
}

/** The text again. Throws for a code that did not seal it. */
export function openSecret(code: string, sealed: Uint8Array): string {
  const content = Buffer.from(sealed);
  const decipher = createDecipheriv(CIPHER, keyOf(code), NONCE);
  decipher.setAuthTag(content.subarray(content.length - TAG_BYTES));
  const text = decipher.update(content.subarray(0, content.length - TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}

/** What finds the secret of a code. */
export function hashOfSecretCode(code: string): string {
  return createHash('sha256').update(`secret code\n${code}`).digest('base64url');
}

function keyOf(code: string): Buffer {
  return Buffer.from(hkdfSync('sha256', code, '', 'warbler handed secret', KEY_BYTES));
}
