import { describe, expect, it } from 'vitest';
import {
  isGroupId,
  parseAppId,
  parseClientMessageId,
  parseConversationId,
  parseDeviceSn,
  parseGroupId,
  parseGroupRecordId,
  parseMessageId,
  parseSeq,
  parseUserId,
  SYSTEM_CONVERSATION_ID,
} from './ids.ts';
import { ImError } from './im-error.ts';

const PARSERS = [
  parseUserId,
  parseGroupId,
  parseGroupRecordId,
  parseConversationId,
  parseMessageId,
  parseClientMessageId,
  parseSeq,
  parseDeviceSn,
];

describe.each(PARSERS)('%o', (parse) => {
  it.each([0, 1, 4_294_967_295])('takes %d as a number and as its decimal string', (value) => {
    expect(parse(value)).toBe(value);
    expect(parse(String(value))).toBe(value);
  });

  it('has one zero', () => {
    expect(Object.is(parse(-0), 0)).toBe(true);
  });

  it.each([
    -1,
    1.5,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    '-1',
    '+1',
    '1.0',
    '1e3',
    '0x10',
    '01',
    ' 1',
    '9007199254740992',
    '99999999999999999999',
    null,
    undefined,
    true,
    [1],
    {},
    1n,
  ])('refuses %o with invalidParameter', (value) => {
    expect(() => parse(value)).toThrow(expect.objectContaining({ code: 'invalidParameter' }));
    expect(() => parse(value)).toThrow(ImError);
  });
});

describe('ids', () => {
  it('go up to 2^53 - 1, device serial numbers to 2^32 - 1', () => {
    expect(parseUserId('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => parseDeviceSn(2 ** 32)).toThrow(ImError);
  });

  it('tell groups (odd) from users (even) and the system (0)', () => {
    expect(isGroupId(parseConversationId(2 ** 41 + 1))).toBe(true);
    expect(isGroupId(parseConversationId(2 ** 41 + 2))).toBe(false);
    expect(isGroupId(parseConversationId(2 ** 53 - 1))).toBe(true);
    expect(isGroupId(SYSTEM_CONVERSATION_ID)).toBe(false);
  });

  it('of apps are short and plain', () => {
    expect(parseAppId('demo-1_a.b')).toBe('demo-1_a.b');
    for (const value of ['', 'a b', 'ü', 'a/b', 'x'.repeat(65), 5, undefined, 'demo\n']) {
      expect(() => parseAppId(value), String(value)).toThrow(ImError);
    }
  });
});
