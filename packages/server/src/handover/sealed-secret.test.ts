import { expect, test } from 'vitest';
import { hashOfSecretCode, openSecret, sealSecret } from './sealed-secret.ts';

test('only the code opens a secret, and what is stored does not show it', () => {
  const { code, codeHash, sealed } = sealSecret('name and password, 密码');
  expect(openSecret(code, sealed)).toBe('name and password, 密码');
  expect(codeHash).toBe(hashOfSecretCode(code));
  expect(codeHash).not.toContain(code);
  expect(Buffer.from(sealed).toString('latin1')).not.toContain('password');
  const other = sealSecret('another');
  expect(() => openSecret(other.code, sealed)).toThrow();
});

test('a secret that was changed does not open', () => {
  const { code, sealed } = sealSecret('x');
  sealed[0] = (sealed[0] ?? 0) ^ 1;
  expect(() => openSecret(code, sealed)).toThrow();
});
