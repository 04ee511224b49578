import { expect, test } from 'vitest';
import { createBoundedCache } from './bounded-cache.ts';

function counting() {
  const loads: string[] = [];
  const load = (value: string) => async () => {
    loads.push(value);
    return value;
  };
  return { loads, load };
}

test('many who ask at the same time cause one load', async () => {
  const { loads, load } = counting();
  const cache = createBoundedCache<string>(10);
  const values = await Promise.all(Array.from({ length: 5 }, () => cache.get('a', load('a'))));
  expect([values, loads]).toEqual([['a', 'a', 'a', 'a', 'a'], ['a']]);
});

test('what is asked for again and again stays, what is not goes, and no more than the bound is kept', async () => {
  const { loads, load } = counting();
  const cache = createBoundedCache<string>(10);
  for (let turn = 0; turn < 20; turn += 1) {
    for (const key of ['hot', `cold ${turn}`]) await cache.get(key, load(key));
  }
  expect(loads.filter((key) => key === 'hot')).toHaveLength(1);
  loads.length = 0;
  for (let turn = 19; turn >= 0; turn -= 1) await cache.get(`cold ${turn}`, load(`cold ${turn}`));
  expect(loads.length).toBeGreaterThanOrEqual(10);
  expect(loads).toContain('cold 0');
  expect(loads).not.toContain('cold 19');
});

test('a failed load is not remembered', async () => {
  const cache = createBoundedCache<string>(2);
  await expect(cache.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await cache.get('a', async () => 'up')).toBe('up');
});

test('nobody who asks after a change sees what was loaded before it', async () => {
  const cache = createBoundedCache<string>(2);
  const { promise, resolve } = Promise.withResolvers<string>();
  const early = cache.get('a', () => promise);
  cache.forget('a');
  const late = cache.get('a', async () => 'new');
  resolve('old');
  expect([await early, await late, await cache.get('a', async () => 'other')]).toEqual(['old', 'new', 'new']);
});

test('what is here is answered at once', async () => {
  const { loads, load } = counting();
  const cache = createBoundedCache<string>(2);
  expect(cache.get('a', load('a'))).toBeInstanceOf(Promise);
  await Promise.resolve();
  expect([cache.get('a', load('a')), loads]).toEqual(['a', ['a']]);
});
