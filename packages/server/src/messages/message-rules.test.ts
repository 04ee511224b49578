import { BodyType, ContentType, decodeMessageBody, encodeMessageBody, MessageStatus } from '@warbler/protocol';
import { expect, test } from 'vitest';
import { checkBody, checkMentions, hasServerFields, kindOf, mentionsEveryone } from './message-rules.ts';
import { MetaKind } from './meta.ts';

type Fields = Parameters<typeof encodeMessageBody>[0];
const body = (fields: Fields) => decodeMessageBody(encodeMessageBody(fields));
const LIMITS = { textBytes: 6, fieldBytes: 4 };

test.each<[string, Fields, MetaKind]>([
  ['a text', { type: BodyType.CHAT, content: 'hello' }, MetaKind.counted],
  ['a normal message', { type: BodyType.NORMAL, content: 'hello' }, MetaKind.counted],
  ['an image', { type: BodyType.CHAT, ctype: ContentType.IMAGE }, MetaKind.counted],
  ['a ringing call', { ctype: ContentType.RTC, config: '{"action":"call"}' }, MetaKind.uncounted],
  ['the record of a call', { ctype: ContentType.RTC, config: '{"action":"record"}' }, MetaKind.counted],
  ['a call without a readable config', { ctype: ContentType.RTC, config: '{' }, MetaKind.uncounted],
  ['a call with null as its config', { ctype: ContentType.RTC, config: 'null' }, MetaKind.uncounted],
  ['a receipt', { type: BodyType.OPER }, MetaKind.operation],
])('%s counts as it should', (_what, fields, kind) => {
  expect(kindOf(body(fields))).toBe(kind);
});

test('lengths are counted in UTF-8 bytes, and the error names the field and its bound', () => {
  expect(() => checkBody(body({ content: '世界' }), LIMITS)).not.toThrow();
  expect(() => checkBody(body({ content: '世界!' }), LIMITS)).toThrow(/7 bytes, at most 6/);
  for (const field of ['config', 'ext', 'attachment'] as const) {
    expect(() => checkBody(body({ [field]: '12345' }), LIMITS)).toThrow(new RegExp(`${field} has 5 bytes, at most 4`));
  }
});

test('fields that only the server may set are noticed', () => {
  expect(hasServerFields(body({ content: 'hello', ext: '{}' }))).toBe(false);
  const claims: readonly Fields[] = [
    { from: { uid: 2 } },
    { to: { uid: 2 } },
    { isSystem: true },
    { status: MessageStatus.READ },
    { editTimestamp: 1 },
  ];
  for (const claim of claims) expect(hasServerFields(body(claim))).toBe(true);
});

test.each([
  ['{"mentionAll":true}', true],
  ['{"mentionAll":1,"mentionList":[]}', true],
  ['{"mention\\u0041ll":true}', true],
  ['{"mentionAll":false}', false],
  ['{"mentionAll":0}', false],
  ['{"x":"mentionAll"}', false],
  ['{"x":{"mentionAll":true}}', false],
  ['mentionAll', false],
  ['', false],
])('the config %s mentions everyone: %s', (config, expected) => {
  expect(mentionsEveryone(body({ config }))).toBe(expected);
});

test('a message mentions 200 users by id at most, however the key is written', () => {
  const mentioning = (key: string, count: number) => body({ config: `{"${key}":[${Array(count).fill(2).join(',')}]}` });
  expect(() => checkMentions(mentioning('mentionList', 200))).not.toThrow();
  expect(() => checkMentions(mentioning('mentionList', 201))).toThrow(/201 users, at most 200/);
  expect(() => checkMentions(mentioning('mentionLis\\u0074', 201))).toThrow(/201 users, at most 200/);
});
