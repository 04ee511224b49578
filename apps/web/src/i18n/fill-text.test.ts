import { expect, test } from 'vitest';
import { en, type Messages } from './en.ts';
import { fillText } from './fill-text.ts';
import { zh } from './zh.ts';

test.each([
  ['Hello {name}', { name: 'Ada' }, 'Hello Ada'],
  ['{name}, {name}: {text}', { name: 'Ada', text: '{name} | x' }, 'Ada, Ada: {name} | x'],
  ['{left} bytes', {}, '{left} bytes'],
  ['{count} message | {count} messages', { count: 1 }, '1 message'],
  ['{count} message | {count} messages', { count: 0 }, '0 messages'],
  ['{count} message | {count} messages', { count: 7 }, '7 messages'],
  ['Invite | Invite {count} person | Invite {count} people', { count: 0 }, 'Invite'],
  ['Invite | Invite {count} person | Invite {count} people', { count: 1 }, 'Invite 1 person'],
  ['Invite | Invite {count} person | Invite {count} people', { count: 2 }, 'Invite 2 people'],
  ['{count} 条未读消息', { count: 3 }, '3 条未读消息'],
  ['a | b', {}, 'a | b'],
])('%o with %o is %o', (pattern, values, expected) => expect(fillText(pattern, values)).toBe(expected));

test('every Chinese text has the places of the English one', () => {
  expect(placesIn(zh)).toEqual(placesIn(en));
});

function placesIn(messages: Messages): readonly string[] {
  return Object.entries(messages).flatMap(([section, texts]: [string, Readonly<Record<string, string>>]) =>
    Object.entries(texts).map(([key, text]) => `${section}.${key} ${[...new Set(text.match(/\{\w+\}/g))].sort()}`),
  );
}
