import { expect, test } from 'vitest';
import { createCaches } from './caches.ts';

test('what is forgotten here is told; what another node forgot is not told again', async () => {
  const told: string[] = [];
  const caches = createCaches({ onForgotten: (cache, key) => void told.push(`${cache} ${key}`) });
  const cache = caches.make<number>('numbers', 10);
  let loads = 0;
  const get = () => cache.get('one', async () => ++loads);
  expect([await get(), await get()]).toEqual([1, 1]);
  cache.forget('one');
  expect([await get(), told]).toEqual([2, ['numbers one']]);
  caches.forget('numbers', 'one');
  caches.forget('a cache that only a newer node has', 'one');
  expect([await get(), told, cache.forgottenCount]).toEqual([3, ['numbers one'], 2]);
  caches.clear();
  expect([await get(), cache.forgottenCount]).toEqual([4, 3]);
});

test('values count as long as they may at the moment, counted from when their load began', async () => {
  let nowMs = 0;
  let lifetimeMs = 100;
  const cache = createCaches({ elapsed: () => nowMs, lifetimeMs: () => lifetimeMs }).make<number>('numbers', 10);
  let loads = 0;
  const get = () => cache.get('one', async () => ++loads);
  await get();
  nowMs = 99;
  expect(await get()).toBe(1);
  nowMs = 100;
  expect(await get()).toBe(2);
  lifetimeMs = 10;
  nowMs = 110;
  expect(await get()).toBe(3);
});
