import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readByteRange } from './byte-range.ts';

const part = (start: number, end: number) => ({ kind: 'part', start, end });

describe('the range of a download', () => {
  test.each([
    ['bytes=0-', part(0, 9)],
    ['bytes=0-0', part(0, 0)],
    ['bytes=3-5', part(3, 5)],
    ['bytes=9-', part(9, 9)],
    ['bytes=3-99', part(3, 9)],
    ['bytes=-4', part(6, 9)],
    ['bytes=-99', part(0, 9)],
    ['BYTES= 3 - 5 ', part(3, 5)],
    ['bytes=10-', { kind: 'none' }],
    ['bytes=-0', { kind: 'none' }],
  ] as const)('%s of ten bytes', (header, expected) => {
    expect(readByteRange(header, 10)).toEqual(expected);
  });

  test.each([
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=5-3',
    'bytes=a-b',
    'bytes=0-1,3-4',
    'items=0-1',
    'bytes=99999999999999999-',
  ])('%s asks for the whole', (header) => {
    expect(readByteRange(header, 10)).toEqual({ kind: 'whole' });
  });

  test('an empty file has no parts', () => {
    expect(readByteRange('bytes=0-', 0)).toEqual({ kind: 'none' });
    expect(readByteRange('bytes=-5', 0)).toEqual({ kind: 'none' });
  });

  test('stays within the file whatever is asked', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat(1000), (text, one, other, size) => {
        for (const header of [text, `bytes=${text}`, `bytes=${one}-${other}`, `bytes=-${one}`]) {
          const answer = readByteRange(header, size);
          if (answer.kind !== 'part') continue;
          expect(answer.start).toBeGreaterThanOrEqual(0);
          expect(answer.start).toBeLessThanOrEqual(answer.end);
          expect(answer.end).toBeLessThan(size);
        }
      }),
    );
  });
});
