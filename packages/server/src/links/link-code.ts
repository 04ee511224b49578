import { randomInt } from 'node:crypto';

/** As deployed links look: six small letters and digits. They lead to what everyone may know, so they need no more. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const LENGTH = 6;

/** A random code for a short link. */
export function makeLinkCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

/** The code in what somebody typed or scanned: the code itself, `…/code`, or `…?link=code`. */
export function readLinkCode(text: string): string {
  const url = URL.parse(text.trim());
  const code = url === null ? text : (url.searchParams.get('link') ?? url.pathname.split('/').at(-1) ?? '');
  return code.trim().toLowerCase();
}
