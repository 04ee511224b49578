import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImError } from '../src/index.ts';
import { SUBJECTS, type Subject } from './oracle.ts';

const RUNS = { numRuns: 1000 };

describe.each(SUBJECTS)('$name', (subject: Subject) => {
  const { arbitrary, decode, encode, oracleDecode } = subject;

  it('random bytes are read or are the parse error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        onlyParseFailed(() => decode(bytes));
      }),
      RUNS,
    );
  });

  it('truncated bytes are read or are the parse error', () => {
    fc.assert(
      fc.property(arbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (message, share) => {
        const bytes = encode(message);
        onlyParseFailed(() => decode(bytes.subarray(0, Math.floor(bytes.length * share))));
      }),
      RUNS,
    );
  });

  it('flipped bits are read as protobufjs reads them, or are the parse error', () => {
    fc.assert(
      fc.property(arbitrary, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (message, flips) => {
        const bytes = Uint8Array.from(encode(message));
        for (const flip of flips) if (bytes.length > 0) bytes[(flip >>> 3) % bytes.length]! ^= 1 << (flip & 7);
        const ours = onlyParseFailed(() => decode(bytes));
        if (ours !== undefined) expect(ours).toEqual(oracleDecode(bytes));
      }),
      RUNS,
    );
  });
});

/** What `decode` returned, or undefined after the parse error; any other error fails the test. */
function onlyParseFailed(decode: () => unknown): unknown {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof ImError)) throw error;
    expect(error.code).toBe('parseFailed');
    return undefined;
  }
}
