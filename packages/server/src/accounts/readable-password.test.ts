import { expect, test } from 'vitest';
import { makeReadablePassword } from './readable-password.ts';

test('passwords are three groups of four plain letters and digits, never twice the same', () => {
  const passwords = Array.from({ length: 1000 }, makeReadablePassword);
  for (const password of passwords) expect(password).toMatch(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){2}$/);
  expect(new Set(passwords).size).toBe(1000);
});
