import { beforeEach, expect, test } from 'vitest';
import { Members } from './members.ts';

let members: Members;
const heard = (seq: number, options: { boot?: string; node?: number; isEvent?: boolean; nowMs?: number } = {}) =>
  members.hear(
    { boot: options.boot ?? 'a', node: options.node ?? 1, seq },
    options.isEvent ?? true,
    options.nowMs ?? 0,
  );

beforeEach(() => {
  members = new Members();
  members.see(0);
});

test('events that come one after another are complete; a gap is something missed, said once', () => {
  expect([heard(1), heard(2), heard(4), heard(5)]).toEqual([false, false, true, false]);
});

test('a beacon shows that the last event was missed', () => {
  heard(1);
  expect(heard(1, { isEvent: false })).toBe(false);
  expect(heard(2, { isEvent: false })).toBe(true);
  expect(heard(2, { isEvent: false })).toBe(false);
});

test('of a node that is new here, everything that it said before was missed', () => {
  expect(heard(0, { boot: 'fresh', isEvent: false })).toBe(false);
  expect(heard(9, { boot: 'old', isEvent: false })).toBe(true);
});

test('a node that is not heard of for long is gone, and one that says goodbye at once', () => {
  heard(1, { boot: 'a', node: 1 });
  heard(1, { boot: 'b', node: 2, nowMs: 3000 });
  heard(1, { boot: 'c', node: 3, nowMs: 3000 });
  members.forget('c');
  expect(members.others(5000)).toEqual([1, 2]);
  expect(members.others(5001)).toEqual([2]);
});

test('while nothing can be heard nobody is gone; afterwards everyone has time to be heard of', () => {
  heard(1);
  members.blind();
  expect(members.others(60_000)).toEqual([1]);
  members.see(60_000);
  expect(members.others(65_000)).toEqual([1]);
  expect(members.others(65_001)).toEqual([]);
});
