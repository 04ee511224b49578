import { expect, test } from 'vitest';
import { andThen, attempt } from './awaitable.ts';

const fail = () => {
  throw new Error('no');
};

test('goes on at once with what is here, and later with what will be', async () => {
  expect(andThen(1, (value) => value + 1)).toBe(2);
  const later = andThen(Promise.resolve(1), (value) => value + 1);
  expect(later).toBeInstanceOf(Promise);
  expect(await later).toBe(2);
  expect(await andThen(1, async (value) => value + 1)).toBe(2);
});

test('a failure is thrown at once, or rejects later', async () => {
  expect(() => andThen(1, fail)).toThrow('no');
  await expect(andThen(Promise.resolve(1), fail)).rejects.toThrow('no');
});

test('whoever answers for failures does so whenever they come', async () => {
  const told = (cause: unknown) => String(cause);
  expect(attempt(() => 'fine', told)).toBe('fine');
  expect(attempt(fail, told)).toBe('Error: no');
  expect(await attempt(async () => fail(), told)).toBe('Error: no');
});
