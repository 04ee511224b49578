import { expect, test } from 'vitest';
import { DeliveryWatch } from './delivery-watch.ts';

test('what is confirmed is forgotten; what is not is lost', () => {
  const watch = new DeliveryWatch();
  watch.note('a', true);
  watch.confirming()(true);
  expect(watch.isIdle).toBe(true);
  watch.note('b', true);
  const settle = watch.confirming();
  watch.note('c', true);
  settle(false);
  expect(watch.takeLost()).toEqual({ subjects: ['b'], isAll: false });
  expect(watch.isIdle).toBe(false);
  watch.confirming()(true);
  expect(watch.isIdle).toBe(true);
});

test('what could not be sent is lost at once, and each subject is named once', () => {
  const watch = new DeliveryWatch();
  for (const subject of ['a', 'a', 'b']) watch.note(subject, false);
  expect(watch.takeLost()).toEqual({ subjects: ['a', 'b'], isAll: false });
  expect(watch.takeLost()).toEqual({ subjects: [], isAll: false });
});

test('past its bound everyone is concerned, whether it was sent or not', () => {
  const watch = new DeliveryWatch(2);
  for (const subject of ['a', 'b', 'c']) watch.note(subject, false);
  expect(watch.takeLost()).toMatchObject({ isAll: true });
  for (const subject of ['a', 'b', 'c']) watch.note(subject, true);
  watch.confirming()(false);
  expect(watch.takeLost()).toMatchObject({ isAll: true });
  expect(watch.isIdle).toBe(true);
});
