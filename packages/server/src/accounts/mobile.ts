import { ImError } from '@warbler/protocol';

/** Mobile numbers as the contract writes them (rest-api.md section 3): + and digits, or 11 digits. */
export const MOBILE_PATTERN = '^(\\+[0-9]{8,}|1[3-9][0-9]{9})$';

/** The longest international number has 15 digits; extensions are none of its. */
export const MOBILE_MAX = 32;

const MOBILE = new RegExp(MOBILE_PATTERN);

/** Whether a text is a mobile number. A user name never is: it has a character that is no digit, and no +. */
export function isMobile(text: string): boolean {
  return text.length <= MOBILE_MAX && MOBILE.test(text);
}

/** @throws ImError `invalidParameter` for what is no mobile number */
export function requireMobile(mobile: string): void {
  if (isMobile(mobile)) return;
  throw new ImError('invalidParameter', {
    message: 'invalid request parameter: mobile must be + and digits, or 11 digits',
    details: { parameter: 'mobile' },
  });
}
