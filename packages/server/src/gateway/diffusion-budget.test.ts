import { expect, test } from 'vitest';
import { DiffusionBudget } from './diffusion-budget.ts';

const PRIORITIES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Which priorities are delivered to one device when so much of 1,100 is left. */
function deliveredWith(left: number): readonly number[] {
  return PRIORITIES.filter((priority) => {
    const budget = new DiffusionBudget({ perSecond: 1000, burst: 1100 }, 0);
    budget.take(1100 - left, 0, 0);
    return budget.take(1, priority, 0);
  });
}

test('without load everything is delivered', () => {
  expect(deliveredWith(1100)).toEqual(PRIORITIES);
});

test('the less is left, the more priorities are dropped, the largest first, and never those without one', () => {
  expect(deliveredWith(1000)).toEqual(PRIORITIES.slice(0, 10));
  expect(deliveredWith(450)).toEqual([0, 1, 2, 3, 4]);
  expect(deliveredWith(101)).toEqual([0, 1]);
  expect(deliveredWith(100)).toEqual([0]);
  expect(deliveredWith(0)).toEqual([0]);
});

test('it comes back with time, also after it was overdrawn, and a clock that goes back gives nothing', () => {
  const budget = new DiffusionBudget({ perSecond: 1000, burst: 1000 }, 0);
  for (let message = 0; message < 100; message += 1) expect(budget.take(1000, 0, 0)).toBe(true);
  expect(budget.take(1, 1, 1000)).toBe(false);
  expect(budget.take(1, 1, 500)).toBe(false);
  expect(budget.take(1, 1, 600)).toBe(true);
  expect(budget.take(1, 10, 600)).toBe(false);
  expect(budget.take(1, 10, 1500)).toBe(true);
});

test('priorities beyond the largest count as the largest', () => {
  const budget = new DiffusionBudget({ perSecond: 1000, burst: 1000 }, 0);
  expect(budget.take(1, 4_294_967_295, 0)).toBe(true);
});
