import { ImError } from '@warbler/protocol';

/** The longest address that mail systems take (RFC 5321). */
const EMAIL_MAX = 254;

/** Enough to tell an address from a name or a number; whether mail reaches it only mail can tell. */
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** The form in which addresses are kept and compared: letters count alike in both cases. */
export function emailKey(email: string): string {
  return email.toLowerCase();
}

/** @throws ImError `invalidParameter` for what is no e-mail address */
export function requireEmail(email: string): void {
  if (email.length <= EMAIL_MAX && EMAIL.test(email)) return;
  throw new ImError('invalidParameter', {
    message: 'invalid request parameter: email must be an e-mail address',
    details: { parameter: 'email' },
  });
}
