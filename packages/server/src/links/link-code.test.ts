import { expect, test } from 'vitest';
import { makeLinkCode, readLinkCode } from './link-code.ts';

test('a code is six small letters and digits', () => {
  for (let count = 0; count < 100; count += 1) expect(makeLinkCode()).toMatch(/^[a-z2-9]{6}$/);
});

test.each([
  ['abc234', 'abc234'],
  [' ABC234 ', 'abc234'],
  ['https://im.example.com/abc234', 'abc234'],
  ['https://im.example.com/?link=abc234', 'abc234'],
  ['https://im.example.com/#/chat?link=x', ''],
  ['', ''],
])('%j leads to %j', (text, code) => {
  expect(readLinkCode(text)).toBe(code);
});
