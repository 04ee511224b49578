import { expect, test } from 'vitest';
import { measureText, textMaxBytes } from './text-limit.ts';

test('counts bytes, not characters', () => {
  expect(measureText('a'.repeat(30_000))).toEqual({ kind: 'fine' });
  expect(measureText('好'.repeat(21_845))).toEqual({ kind: 'near', leftBytes: 1 });
  expect(measureText('好'.repeat(21_846))).toEqual({ kind: 'over', excessBytes: 2 });
  expect(measureText('a'.repeat(textMaxBytes))).toEqual({ kind: 'near', leftBytes: 0 });
  expect(measureText('a'.repeat(textMaxBytes + 1))).toEqual({ kind: 'over', excessBytes: 1 });
});
