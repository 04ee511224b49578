import { type AppId, ImError } from '@warbler/protocol';
import { expect, test } from 'vitest';
import { createLoginGuard, loginLimitsOf } from './login-guard.ts';

const appId = 'demo' as AppId;

function guardOf(failures: number) {
  const guard = createLoginGuard({ elapsed: () => 0 }, loginLimitsOf(failures));
  return (account: string, address: string, error?: unknown) =>
    guard
      .guard({ appId, account, address }, async () => {
        if (error !== undefined) throw error;
        return 'in';
      })
      .catch((thrown: unknown) => (thrown instanceof ImError ? thrown.code : 'other'));
}

test('only wrong guesses count: neither successes nor failures of the server lock anybody', async () => {
  const attempt = guardOf(2);
  for (let round = 0; round < 10; round += 1) {
    expect(await attempt('alice', '10.0.0.1')).toBe('in');
    expect(await attempt('alice', '10.0.0.1', new ImError('rateLimited'))).toBe('rateLimited');
    expect(await attempt('alice', '10.0.0.1', new Error('disk'))).toBe('other');
  }
  const wrong = new ImError('wrongPassword');
  expect(await attempt('alice', '10.0.0.1', wrong)).toBe('wrongPassword');
  expect(await attempt('alice', '10.0.0.2', new ImError('userNotFound'))).toBe('userNotFound');
  expect(await attempt('alice', '10.0.0.3')).toBe('tooManyFailures');
});

test('the addresses of one IPv6 network are one address', async () => {
  const attempt = guardOf(1);
  const wrong = new ImError('wrongPassword');
  for (let index = 0; index < 10; index += 1) await attempt(`name ${index}`, `2001:db8:1:2::${index}`, wrong);
  expect(await attempt('another', '2001:db8:1:2:ffff:1:2:3')).toBe('tooManyFailures');
  expect(await attempt('another', '2001:db8:1:3::1')).toBe('in');
  expect(await attempt('another', '::1')).toBe('in');
});

test('hammering a locked account does not lock its address', async () => {
  const attempt = guardOf(1);
  const wrong = new ImError('wrongPassword');
  for (let round = 0; round < 50; round += 1) await attempt('alice', '10.0.0.1', wrong);
  expect(await attempt('bob', '10.0.0.1')).toBe('in');
});
