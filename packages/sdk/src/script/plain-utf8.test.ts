import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 as plainUtf8 } from './plain-utf8.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8: typeof plainUtf8 = {
  decode: (bytes) => decoder.decode(bytes),
  encodeInto: (text, target) => new TextEncoder().encodeInto(text, target),
};

const encoded = (codec: typeof utf8, text: string, size: number) => {
  const target = new Uint8Array(size);
  const { read } = codec.encodeInto(text, target);
  return `${read}: ${target.join()}`;
};
const decoded = (codec: typeof utf8, bytes: Uint8Array) => {
  try {
    return codec.decode(bytes);
  } catch {
    return 'refused';
  }
};

describe('UTF-8 in plain JavaScript', () => {
  it('is written as the platform writes it, into any room', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, size) => {
        expect(encoded(plainUtf8, text, size)).toBe(encoded(utf8, text, size));
      }),
    );
    for (const text of ['a\ud800b', '\udc00', '\ud83d\ude42', '\ufeffx']) {
      expect(encoded(plainUtf8, text, 12)).toBe(encoded(utf8, text, 12));
    }
  });

  it('is read as the platform reads it, and refused where it refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const bytes = new TextEncoder().encode(text);
        expect(plainUtf8.decode(bytes)).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), (bytes) => {
        expect(decoded(plainUtf8, bytes)).toBe(decoded(utf8, bytes));
      }),
      { numRuns: 2_000 },
    );
    const lead = [0xc0, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5];
    fc.assert(
      fc.property(
        fc.constantFrom(...lead),
        fc.array(fc.integer({ min: 0x7f, max: 0xc0 }), { maxLength: 3 }),
        (first, rest) => {
          const bytes = Uint8Array.from([first, ...rest]);
          expect(decoded(plainUtf8, bytes)).toBe(decoded(utf8, bytes));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
