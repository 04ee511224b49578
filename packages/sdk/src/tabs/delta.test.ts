import { expect, test } from 'vitest';
import { applyDelta, deltaOf } from './delta.ts';

const item = (id: number) => ({ id });

test('a list that grew, shrank and was sorted anew arrives the same, and what is in both is the same object', () => {
  const [a, b, c, d, e] = [1, 2, 3, 4, 5].map(item);
  const there = [a, b, c, d];
  for (const next of [[a, b, c, d, e], [e, a, b, c, d], [d, c, b, a], [b, c], [], [a, e, e, c, b], there]) {
    const arrived = applyDelta(there, structuredCloneOf(deltaOf(there, next))) as unknown[];
    expect(arrived).toEqual(next);
    for (const [at, one] of next.entries()) if (one !== e) expect(arrived[at]).toBe(one);
  }
});

test('one more at the end of a long list is posted without the list', () => {
  const there = Array.from({ length: 12_000 }, (_, id) => item(id));
  const delta = deltaOf(there, [...there, item(-1)]);
  expect(delta).toEqual({ parts: [[0, 12_000], { put: [item(-1)] }] });
});

test('what is no list is posted as it is', () => {
  expect(applyDelta(1, deltaOf(1, undefined))).toBeUndefined();
  expect(applyDelta(undefined, deltaOf(undefined, [1]))).toEqual([1]);
  expect(applyDelta([], deltaOf([], [1, 2]))).toEqual([1, 2]);
});

/** What the channel between tabs does to it. */
function structuredCloneOf<Value>(value: Value): Value {
  return structuredClone(value);
}
