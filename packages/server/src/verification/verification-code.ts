import { randomInt } from 'node:crypto';
import { type App, appHash } from '../apps/index.ts';
import type { Contact } from './contact.ts';

const DIGITS = 6;

/** A random code of six digits. */
export function makeCode(): string {
  return String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
}

/** What the server keeps of a code. It counts for this app and this contact only. */
export function hashOfCode(app: App, { channel, to }: Contact, code: string): string {
  return appHash(app, 'verification code', `${channel}\n${to}\n${code}`).toString('base64url');
}
