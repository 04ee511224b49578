import { describe, expect, test } from 'vitest';
import { avatarHue, initials } from './avatar.ts';

describe('initials', () => {
  test.each([
    ['Ada Lovelace', 'AL'],
    ['alice', 'A'],
    ['li_na.work', 'LN'],
    ['王小明', '小明'],
    ['李', '李'],
    ['张伟 Bob', '张伟'],
    ['😀 party', '😀P'],
    ['', '?'],
    ['   ', '?'],
  ])('of %o are %o', (name, expected) => expect(initials(name)).toBe(expected));
});

describe('avatarHue', () => {
  test('is stable for one id', () => expect(avatarHue(2199023255554, 10)).toBe(avatarHue('2199023255554', 10)));

  test('spreads neighbouring user ids over all hues', () => {
    const hues = new Set(Array.from({ length: 60 }, (_, index) => avatarHue(2 ** 41 + index * 2, 10)));
    expect(hues.size).toBe(10);
  });
});
