import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';

test('bytes of any length become what Node makes of them, and back', () => {
  for (const length of [0, 1, 2, 3, 4, 255, 256, 12_287, 12_288, 12_289, 40_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 255);
    const text = toBase64(bytes);
    expect(text).toBe(Buffer.from(bytes).toString('base64'));
    expect(fromBase64(text)).toEqual(bytes);
  }
});
