import { expect, test } from 'vitest';
import { createPasswordHasher } from './password-hasher.ts';

test('hashes with argon2id and knows the password again', async () => {
  const hasher = createPasswordHasher();
  const hash = await hasher.hash('secret 1');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect([await hasher.matches(hash, 'secret 1'), await hasher.matches(hash, 'secret 2')]).toEqual([true, false]);
});

test('past the bounds the next one is refused at once, and those who wait still get their turn', async () => {
  const hasher = createPasswordHasher({ concurrencyMax: 1, queueMax: 2 });
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => hasher.hash('x')));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
  expect(results[3]).toMatchObject({ reason: { code: 'rateLimited' } });
  await expect(hasher.hash('x')).resolves.toContain('argon2id');
});

test('a hash that cannot be read does not hold up the queue', async () => {
  const hasher = createPasswordHasher({ concurrencyMax: 1, queueMax: 2 });
  await expect(hasher.matches('no hash', 'x')).rejects.toThrow();
  await expect(hasher.hash('x')).resolves.toContain('argon2id');
});
