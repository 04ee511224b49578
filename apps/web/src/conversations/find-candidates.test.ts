import { describe, expect, test } from 'vitest';
import type { Conversation, Profile } from '../session/index.ts';
import { findCandidates } from './find-candidates.ts';

const conversations = [
  { id: 2, title: 'Bob Okafor', lastMessage: { content: { type: 'text', text: 'lunch?' } } },
  { id: 4, title: '王小明' },
] as unknown as readonly Conversation[];
const friends = [
  { userId: 2, username: 'bob', nickName: 'Bob Okafor' },
  { userId: 6, username: 'carol', nickName: 'Ｃarol' },
] as unknown as readonly Profile[];

const keysFor = (query: string) => findCandidates(query, { conversations, friends }).map((candidate) => candidate.key);

describe('findCandidates', () => {
  test('offers conversations, then friends without one, for an empty query', () => {
    expect(keysFor('')).toEqual(['c2', 'c4', 'f6']);
  });

  test('finds by title, last text, user name and nick name, and always offers to look the name up', () => {
    expect(keysFor('okafor')).toEqual(['c2', 'lookup']);
    expect(keysFor('lunch')).toEqual(['c2', 'lookup']);
    expect(keysFor('小明')).toEqual(['c4', 'lookup']);
    expect(keysFor('zzz')).toEqual(['lookup']);
  });

  test('takes full-width letters, as Chinese keyboards type them, for plain ones', () => {
    expect(keysFor('carol')).toEqual(['f6', 'lookup']);
    expect(keysFor('ＢＯＢ')).toEqual(['c2', 'lookup']);
  });

  test('needs every word of the query', () => expect(keysFor('bob lunch')).toEqual(['c2', 'lookup']));
});
