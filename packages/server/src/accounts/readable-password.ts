import { randomInt } from 'node:crypto';

/** Letters and digits that nobody mistakes for another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Three groups of four: 59 bits, beyond guessing at the rate that logins are limited to. */
const GROUP_COUNT = 3;
const GROUP_LENGTH = 4;

/** A random password that is easy to read out and type, such as `k7mq-x2vd-9hpt`. */
export function makeReadablePassword(): string {
  return Array.from({ length: GROUP_COUNT }, makeGroup).join('-');
}

function makeGroup(): string {
  return Array.from({ length: GROUP_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}
