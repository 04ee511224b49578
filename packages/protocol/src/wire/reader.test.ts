import { describe, expect, it } from 'vitest';
import { decodeFrame, decodeInfo, decodeMeta, decodeNotice, decodeSyncUL, decodeXid } from './generated/decoders.ts';
import { encodeInfo, encodeXid } from './generated/encoders.ts';

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');
const parseFailed = expect.objectContaining({ code: 'parseFailed' });

describe('64-bit numbers', () => {
  it.each([
    ['08 ffffffffffffff 0f', 2 ** 53 - 1],
    ['08 81 80 80 80 80 80 80 80 80 00', 1],
    ['08 80 80 80 80 80 80 80 80 80 00', 0],
    ['08 ff ff ff ff 0f', 2 ** 32 - 1],
  ])('%s is read exactly', (bytes, uid) => {
    expect(decodeXid(hex(bytes)).uid).toBe(uid);
  });

  it.each([
    ['2^53', '08 80 80 80 80 80 80 80 10'],
    ['2^63', '08 80 80 80 80 80 80 80 80 80 01'],
    ['2^64 - 1', '08 ff ff ff ff ff ff ff ff ff 01'],
    ['eleven bytes', '08 80 80 80 80 80 80 80 80 80 80 00'],
    ['cut short', '08 80'],
  ])('%s is the parse error', (_, bytes) => {
    expect(() => decodeXid(hex(bytes))).toThrow(parseFailed);
  });
});

describe('32-bit numbers', () => {
  it('take the low 32 bits of a longer varint', () => {
    expect(decodeXid(hex('10 ff ff ff ff ff ff ff ff ff 01')).deviceSN).toBe(2 ** 32 - 1);
    expect(decodeXid(hex('10 81 80 80 80 10')).deviceSN).toBe(1);
  });

  it('are signed in enums and zigzag in sint32', () => {
    expect(decodeMeta(hex('28 ff ff ff ff ff ff ff ff ff 01')).ns).toBe(-1);
    expect(decodeMeta(hex('28 ff ff ff ff 0f')).ns).toBe(-1);
    expect(decodeSyncUL(hex('28 27')).fullSyncNum).toBe(-20);
    expect(decodeSyncUL(hex('28 ff ff ff ff 0f')).fullSyncNum).toBe(-(2 ** 31));
  });

  it('are true for any bit in a bool', () => {
    expect(decodeSyncUL(hex('20 80 80 80 80 80 01')).isFullSync).toBe(true);
    expect(decodeSyncUL(hex('20 80 00')).isFullSync).toBe(false);
  });
});

describe('strings', () => {
  it.each([
    '',
    'a',
    'exactly8',
    'more than eight',
    'é',
    '\u{FEFF}bom',
    '👋',
    '界'.repeat(50),
    'x'.repeat(5000),
  ])('%s is itself again', (content) => {
    expect(decodeInfo(encodeInfo({ content })).content).toBe(content);
  });

  it.each([
    ['a lone continuation byte', '1a 01 80'],
    ['an overlong slash', '1a 02 c0 af'],
    ['half a surrogate pair', '1a 03 ed a0 80'],
    ['above U+10FFFF', '1a 04 f4 90 80 80'],
    ['a character cut short', '1a 0b 61 61 61 61 61 61 61 61 61 e4 b8'],
  ])('%s is the parse error', (_, bytes) => {
    expect(() => decodeInfo(hex(bytes))).toThrow(parseFailed);
  });

  it('with half a surrogate pair are written with U+FFFD, as TextEncoder does', () => {
    for (const content of ['\ud83d', 'a\udc4bb', `${'x'.repeat(40)}\ud83d`]) {
      expect(decodeInfo(encodeInfo({ content })).content).toBe(content.toWellFormed());
    }
  });
});

describe('structure', () => {
  it('the last value of a field wins, and an embedded message that comes twice is merged', () => {
    expect(decodeXid(hex('08 01 08 02'))).toEqual({ uid: 2, deviceSN: 0 });
    expect(decodeNotice(hex('0a 02 08 05 0a 02 10 07'))).toEqual({ xid: { uid: 5, deviceSN: 7 } });
  });

  it('a known field with another wire type is passed over', () => {
    expect(decodeXid(hex('0a 01 00 09 0000000000000000 0d 00000000 10 03'))).toEqual({ uid: 0, deviceSN: 3 });
  });

  it('groups are passed over, to a depth of 32', () => {
    const nested = (depth: number): Uint8Array =>
      Buffer.concat([hex('23'.repeat(depth)), hex('24'.repeat(depth)), encodeXid({ uid: 5 })]);
    expect(decodeXid(nested(32)).uid).toBe(5);
    expect(() => decodeXid(nested(33))).toThrow(parseFailed);
    expect(() => decodeXid(nested(500_000))).toThrow(parseFailed);
  });

  it.each([
    ['a length past the end', '22 05 01'],
    ['a length past the end of the embedded message', '0a 03 2a 05 00 00 00 00 00'],
    ['a number past the end of the embedded message', '0a 02 08 80 01'],
    ['a length of 2^32', '22 80 80 80 80 10'],
    ['field number 0', '00 01'],
    ['wire type 6', '0e'],
    ['wire type 7', '0f'],
    ['the end of a group that did not start', '24'],
    ['a group that does not end', '23 08 01'],
    ['a group that ends as another', '23 2c'],
    ['a tag of more than 32 bits', '88 80 80 80 80 01 01'],
    ['a fixed64 cut short', '21 00 00'],
    ['a fixed32 cut short', '25 00 00'],
  ])('%s is the parse error', (_, bytes) => {
    for (const decode of [decodeFrame, decodeNotice]) expect(() => decode(hex(bytes))).toThrow(parseFailed);
  });
});
