import { ImError } from '@warbler/protocol';

/**
 * Checks a new password. The contract has no rule, so anything up to `lengthMax` characters does.
 *
 * @throws ImError `invalidParameter`
 */
export function requirePassword(password: string, lengthMax: number): void {
  if (password.length >= 1 && password.length <= lengthMax) return;
  throw new ImError('invalidParameter', {
    message: `a password holds 1 to ${lengthMax} characters`,
    details: { parameter: 'password' },
  });
}
