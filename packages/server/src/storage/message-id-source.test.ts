import { type MessageId, messageIdParts, messageIdTime } from '@warbler/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMessageIdSource, createTransientIdSource, TRANSIENT_NODE } from './message-id-source.ts';

const START_MS = Date.UTC(2026, 0, 1);

test('ids only ever grow, whatever the clock does, and stay below 2^53', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -100_000, max: 100_000 }), { maxLength: 500 }), (steps) => {
      const source = createMessageIdSource({ node: 3 });
      let last = 0;
      for (const step of steps) {
        const id = source.next(START_MS + step);
        expect(id).toBeGreaterThan(last);
        expect(Number.isSafeInteger(id)).toBe(true);
        last = id;
      }
    }),
  );
});

test('an id tells its millisecond and its node', () => {
  const id = createMessageIdSource({ node: 5 }).next(START_MS);
  expect(messageIdParts(id)).toEqual({ timeMs: START_MS, node: 5, sequence: 0 });
});

test('a millisecond that ran out borrows from the next', () => {
  const source = createMessageIdSource({ node: 0 });
  const ids = Array.from({ length: 129 }, () => source.next(START_MS));
  expect(new Set(ids).size).toBe(129);
  expect(messageIdTime(ids.at(-1) as MessageId)).toBe(START_MS + 1);
});

test('goes on above the last id of the run before, also when that one had borrowed', () => {
  const before = createMessageIdSource({ node: 0 });
  let last = before.next(START_MS);
  for (let count = 0; count < 1000; count += 1) last = before.next(START_MS);
  expect(createMessageIdSource({ node: 0, last }).next(START_MS)).toBeGreaterThan(last);
});

test('is above the id that another node gave, and then goes on from there', () => {
  const ahead = createMessageIdSource({ node: 1 }).next(START_MS + 5000);
  const source = createMessageIdSource({ node: 0 });
  const first = source.next(START_MS, ahead);
  expect(first).toBeGreaterThan(ahead);
  expect(source.next(START_MS)).toBeGreaterThan(first);
});

test('an id below the own ones takes none of them', () => {
  const source = createMessageIdSource({ node: 0 });
  const first = source.next(START_MS);
  expect(messageIdParts(source.next(START_MS, first))).toEqual({ timeMs: START_MS, node: 0, sequence: 1 });
});

test('what is not stored gets ids that no other node gives, in the same millisecond and past it, and no stored meta has', () => {
  const nodes = Array.from({ length: TRANSIENT_NODE }, (_, node) => createTransientIdSource(node));
  const ids = nodes.flatMap((source) => Array.from({ length: 200 }, () => source.next(START_MS)));
  expect(new Set(ids).size).toBe(TRANSIENT_NODE * 200);
  expect(new Set(ids.map((id) => messageIdParts(id).node))).toEqual(new Set([TRANSIENT_NODE]));
  const alone = createTransientIdSource(undefined);
  const last = Array.from({ length: 128 }, () => alone.next(START_MS)).at(-1);
  expect(messageIdTime(last as MessageId)).toBe(START_MS);
});
