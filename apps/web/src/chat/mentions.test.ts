import { describe, expect, test } from 'vitest';
import type { UserId } from '../session/index.ts';
import { findMentions, mentionedIn, mentionQueryAt } from './mentions.ts';

describe('mentionQueryAt', () => {
  test.each([
    ['@', 1, { start: 0, query: '' }],
    ['hi @bo', 6, { start: 3, query: 'bo' }],
    ['你好@小', 4, { start: 2, query: '小' }],
    ['@Bob Oka', 8, { start: 0, query: 'Bob Oka' }],
    ['hi @bob there', 4, { start: 3, query: '' }],
    ['me@example', 10, undefined],
    ['@ and', 5, undefined],
    ['@bob\nnext', 9, undefined],
    ['no at all', 4, undefined],
  ])('%o at %i', (text, caret, expected) => expect(mentionQueryAt(text, caret)).toEqual(expected));
});

describe('findMentions', () => {
  const names = ['Bob', 'Bob Okafor', '小明', 'all'];
  const found = (text: string) => findMentions(text, names).map((span) => text.slice(span.start, span.end));

  test('takes the longest name', () => expect(found('@Bob Okafor and @Bob')).toEqual(['@Bob Okafor', '@Bob']));

  test('ends a Latin name where its word ends, and a Chinese one anywhere', () => {
    expect(found('@Bobby, @Bob! @小明你好')).toEqual(['@Bob', '@小明']);
  });

  test('takes no address for a mention', () => expect(found('write to me@all or me@Bob')).toEqual([]));

  test('finds mentions that touch', () => expect(found('@小明@Bob')).toEqual(['@小明', '@Bob']));
});

test('mentionedIn names each person once, and the first of those with one name', () => {
  const people = [
    { userId: 'all', name: 'all' },
    { userId: 2 as UserId, name: 'Alex' },
    { userId: 4 as UserId, name: 'Alex' },
    { userId: 6 as UserId, name: '小明' },
  ] as const;
  expect(mentionedIn('@Alex @小明 @Alex', people)).toEqual({ mentions: [2, 6], mentionsAll: false });
  expect(mentionedIn('@all please', people)).toEqual({ mentions: [], mentionsAll: true });
  expect(mentionedIn('nobody', people)).toEqual({ mentions: [], mentionsAll: false });
});
