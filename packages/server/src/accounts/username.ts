import { ImError } from '@warbler/protocol';

// The documented expression (rest-api.md section 3) backtracks quadratically on long digits; these two together accept
// the same names in linear time, which a test holds.
const ALLOWED = /^(?!mta|maxim)[a-zA-Z0-9_\u4e00-\u9fa5]+$/;
const NOT_A_DIGIT = /[^0-9]/;

/**
 * Checks a name for a new user: letters, digits, `_` and U+4E00..U+9FA5, one that is no digit, no `mta` or `maxim` in
 * front (rest-api.md section 3).
 *
 * @param lengthMax no source states a limit; ours keeps names short enough for every list that shows them
 * @throws ImError `invalidUserName`; its message tells the rule in words made for people
 */
export function requireUsername(username: string, lengthMax: number): void {
  if (username.length <= lengthMax && ALLOWED.test(username) && NOT_A_DIGIT.test(username)) return;
  throw new ImError('invalidUserName', {
    message:
      `a user name holds 1 to ${lengthMax} letters, digits, underscores or Chinese characters, ` +
      'at least one of them no digit, and does not start with mta or maxim',
    details: { parameter: 'username' },
  });
}

/** Two names with the same key are the same user: letters count alike in both cases. */
export function usernameKey(username: string): string {
  return username.toLowerCase();
}
