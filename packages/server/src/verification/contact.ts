import { emailKey, requireEmail, requireMobile } from '../accounts/index.ts';

/** Where a code can be sent, and what it then proves to be the receiver's. */
export type Contact =
  | { readonly channel: 'sms'; readonly to: string }
  /** In small letters. */
  | { readonly channel: 'email'; readonly to: string };

/** The mobile number as a contact. @throws ImError `invalidParameter` */
export function mobileContact(mobile: string): Contact {
  requireMobile(mobile);
  return { channel: 'sms', to: mobile };
}

/** The e-mail address as a contact, in any case. @throws ImError `invalidParameter` */
export function emailContact(email: string): Contact {
  requireEmail(email);
  return { channel: 'email', to: emailKey(email) };
}
