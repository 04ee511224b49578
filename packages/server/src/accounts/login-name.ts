import { emailKey } from './email.ts';
import type { AccountName } from './find-account.ts';
import { isMobile } from './mobile.ts';

/** What people type to say who they are: a mobile number, an e-mail address or a user name. No text can be two of them. */
export function loginName(text: string): AccountName {
  if (isMobile(text)) return { by: 'mobile', mobile: text };
  if (text.includes('@')) return { by: 'email', email: emailKey(text) };
  return { by: 'username', username: text };
}
