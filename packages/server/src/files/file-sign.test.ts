import { describe, expect, test } from 'vitest';
import { newFileId, newStoreKey, readFileSign, readObjectName, writeFileSign } from './file-sign.ts';

const file = newFileId();
const sign = writeFileSign('secret', file);

describe('the sign of a file', () => {
  test('says which file, and needs no escaping in an address', () => {
    expect(readFileSign('secret', sign)).toBe(file);
    expect(encodeURIComponent(sign)).toBe(sign);
    expect(sign).not.toContain('sign=');
  });

  test('is read where clients left more behind it', () => {
    expect(readFileSign('secret', `${sign}&image_type=3`)).toBe(file);
  });

  test('is invalid in another app, and with any character changed', () => {
    const invalid = expect.objectContaining({ code: 'fileSignInvalid' });
    expect(() => readFileSign('another secret', sign)).toThrow(invalid);
    const other = (text: string, at: number) => text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);
    // The last character of a signature has two bits that say nothing.
    const changed = [...sign].slice(0, -1).map((_, at) => other(sign, at));
    for (const text of [...changed, file, `${file}.`, '', '.', `${sign}a`, ` ${sign}`, 'x'.repeat(10_000)]) {
      expect(() => readFileSign('secret', text)).toThrow(invalid);
    }
  });

  test('ids and keys are never the same twice', () => {
    expect(newFileId()).not.toBe(newFileId());
    expect(newStoreKey()).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each(['', '..', '../../warbler.db', 'a', `${file}a`, 'https://x', '%2e%2e'])('%j is no object name', (name) => {
    expect(() => readObjectName(name)).toThrow(expect.objectContaining({ code: 'fileNotFound' }));
  });
});
