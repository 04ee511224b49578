import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImError } from './im-error.ts';
import { composeMessageId, MESSAGE_ID_EPOCH_MS, messageIdParts, messageIdTime } from './message-id.ts';

const parts = fc.record({
  timeMs: fc.integer({ min: MESSAGE_ID_EPOCH_MS, max: MESSAGE_ID_EPOCH_MS + 2 ** 41 - 1 }),
  node: fc.integer({ min: 0, max: 31 }),
  sequence: fc.integer({ min: 0, max: 127 }),
});

describe('message ids', () => {
  it('start at 2020-01-01T00:00:00Z and end below 2^53', () => {
    expect(MESSAGE_ID_EPOCH_MS).toBe(Date.UTC(2020, 0, 1));
    expect(composeMessageId({ timeMs: MESSAGE_ID_EPOCH_MS, node: 0, sequence: 0 })).toBe(0);
    const last = { timeMs: MESSAGE_ID_EPOCH_MS + 2 ** 41 - 1, node: 31, sequence: 127 };
    expect(composeMessageId(last)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('give their parts back', () => {
    fc.assert(
      fc.property(parts, (value) => {
        const id = composeMessageId(value);
        expect(messageIdParts(id)).toEqual(value);
        expect(messageIdTime(id)).toBe(value.timeMs);
      }),
    );
  });

  it('order by time, then node, then sequence', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const order = a.timeMs - b.timeMs || a.node - b.node || a.sequence - b.sequence;
        expect(Math.sign(composeMessageId(a) - composeMessageId(b))).toBe(Math.sign(order));
      }),
    );
  });

  it.each([
    { timeMs: MESSAGE_ID_EPOCH_MS - 1, node: 0, sequence: 0 },
    { timeMs: MESSAGE_ID_EPOCH_MS + 2 ** 41, node: 0, sequence: 0 },
    { timeMs: MESSAGE_ID_EPOCH_MS + 0.5, node: 0, sequence: 0 },
    { timeMs: MESSAGE_ID_EPOCH_MS, node: 32, sequence: 0 },
    { timeMs: MESSAGE_ID_EPOCH_MS, node: 0, sequence: 128 },
    { timeMs: MESSAGE_ID_EPOCH_MS, node: -1, sequence: 0 },
  ])('refuse %o', (value) => {
    expect(() => composeMessageId(value)).toThrow(ImError);
  });
});
