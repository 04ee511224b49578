import { expect, test } from 'vitest';
import { isFewEmoji } from './emoji.ts';

test.each(['😀', '👍🏽', '👨‍👩‍👧', '🎉 🎉', '❤️', '🇨🇳', ' 😀😀😀 '])('%o is a few emoji', (text) => {
  expect(isFewEmoji(text)).toBe(true);
});

test.each(['', '1', '12 3', '#', 'hi 😀', '😀😀😀😀', '好', '   '])('%o is not', (text) => {
  expect(isFewEmoji(text)).toBe(false);
});
