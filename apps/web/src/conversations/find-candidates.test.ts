import { describe, expect, test } from 'vitest';
import type { Conversation, Group, Profile } from '../session/index.ts';
import { findCandidates } from './find-candidates.ts';

const conversations = [
  { id: 2, title: 'Bob Okafor', lastMessage: { content: { type: 'text', text: 'lunch?' } } },
  { id: 4, title: '王小明' },
] as unknown as readonly Conversation[];
const friends = [
  { userId: 2, username: 'bob', nickName: 'Bob Okafor' },
  { userId: 6, username: 'carol', nickName: 'Ｃarol' },
] as unknown as readonly Profile[];

const groups = [
  { id: 9, name: 'Weekend hikers' },
  { id: 11, name: '王小明的群' },
] as unknown as readonly Group[];

const keysFor = (query: string) =>
  findCandidates(query, { conversations, friends, groups }).map((candidate) => candidate.key);

describe('findCandidates', () => {
  test('offers conversations, then friends without one, for an empty query', () => {
    expect(keysFor('')).toEqual(['c2', 'c4', 'f6', 'g9', 'g11']);
  });

  test('offers groups without a conversation, and the group with an id', () => {
    expect(keysFor('hik')).toEqual(['g9', 'lookup']);
    expect(keysFor('2199023255553')).toEqual(['groupLookup']);
    expect(keysFor('2199023255554')).toEqual(['lookup']);
  });

  test('finds by title, last text, user name and nick name, and always offers to look the name up', () => {
    expect(keysFor('okafor')).toEqual(['c2', 'lookup']);
    expect(keysFor('lunch')).toEqual(['c2', 'lookup']);
    expect(keysFor('小明')).toEqual(['c4', 'g11', 'lookup']);
    expect(keysFor('zzz')).toEqual(['lookup']);
  });

  test('takes full-width letters, as Chinese keyboards type them, for plain ones', () => {
    expect(keysFor('carol')).toEqual(['f6', 'lookup']);
    expect(keysFor('ＢＯＢ')).toEqual(['c2', 'lookup']);
  });

  test('needs every word of the query', () => expect(keysFor('bob lunch')).toEqual(['c2', 'lookup']));
});
