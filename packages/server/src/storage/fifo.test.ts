import { expect, test } from 'vitest';
import { Fifo } from './fifo.ts';

const item = (number: number) => ({ number });

test('what came first is taken first, over the end of the ring and while it grows', () => {
  const fifo = new Fifo<{ readonly number: number }>();
  let added = 0;
  let taken = 0;
  for (let round = 1; round <= 300; round += 1) {
    for (let count = 0; count < round % 97; count += 1) fifo.add(item(added++));
    for (let count = 0; count < round % 89; count += 1) {
      const next = fifo.take();
      if (next === undefined) break;
      expect(next.number).toBe(taken++);
    }
    expect(fifo.size).toBe(added - taken);
    expect(fifo.first?.number).toBe(added === taken ? undefined : taken);
  }
  expect(taken).toBeGreaterThan(10_000);
  expect(added - taken).toBeGreaterThan(64);
});

test('an empty one gives nothing, again and again', () => {
  const fifo = new Fifo<{ readonly number: number }>();
  expect(fifo.take()).toBeUndefined();
  fifo.add(item(1));
  expect([fifo.take()?.number, fifo.take(), fifo.size, fifo.first]).toEqual([1, undefined, 0, undefined]);
});
