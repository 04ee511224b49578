import type { GroupId, UserId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import { readQrCode, writeQrCode } from './qr-code.ts';

const NOW = 1_800_000_000_000;
const code = { group: (2 ** 53 - 1) as GroupId, inviter: 2_306_414_607_728 as UserId, expiresAtMs: NOW + 1000 };
const written = writeQrCode('secret', code);

describe('the QR code of a group', () => {
  test('says what was written, and needs no escaping in an address', () => {
    expect(readQrCode('secret', written, NOW)).toEqual(code);
    expect(written).toMatch(/^[\w.-]{1,120}$/);
    expect(encodeURIComponent(written)).toBe(written);
  });

  test('ends when it says so', () => {
    expect(readQrCode('secret', written, NOW + 999)).toEqual(code);
    expect(() => readQrCode('secret', written, NOW + 1000)).toThrow(
      expect.objectContaining({ code: 'groupQrCodeExpired' }),
    );
  });

  test('is invalid with any character changed, cut or added', () => {
    const changed = [...written].flatMap((character, index) => {
      const other = character === 'a' ? 'b' : 'a';
      return [written.slice(0, index) + other + written.slice(index + 1), written.slice(0, index)];
    });
    // The last character of a signature has two bits that say nothing.
    const wrong = changed.filter((text) => text.slice(0, -1) !== written.slice(0, -1));
    for (const text of [...wrong, `${written}a`, ` ${written}`, '', '.', '1.a.b.c.', 'x'.repeat(10_000)]) {
      expect(() => readQrCode('secret', text, NOW)).toThrow(expect.objectContaining({ code: 'groupQrCodeInvalid' }));
    }
  });

  test("is invalid in another app, and is not signed with the app's secret itself", () => {
    const invalid = expect.objectContaining({ code: 'groupQrCodeInvalid' });
    expect(() => readQrCode('another secret', written, NOW)).toThrow(invalid);
    expect(writeQrCode('', code)).not.toBe(written);
  });
});
