import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanFileName } from './file-name.ts';

describe('the name of a file', () => {
  test.each([
    ['report.pdf', 'report.pdf'],
    ['%E6%8A%A5%E5%91%8A.pdf', '报告.pdf'],
    ['100%.txt', '100%.txt'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\win.ini', 'win.ini'],
    ['%2e%2e%2f%2e%2e%2fetc%2fpasswd', 'passwd'],
    ['/', ''],
    ['..', ''],
    ['.htaccess', 'htaccess'],
    ['  a.txt. ', 'a.txt'],
    ['a\r\nset-cookie: x', 'aset-cookie: x'],
    ['a\u0000b.txt', 'ab.txt'],
    ['\u202egpj.exe', 'gpj.exe'],
    ['👩‍👩‍👧.png', '👩‍👩‍👧.png'],
    ['', ''],
  ])('%j becomes %j', (given, expected) => {
    expect(cleanFileName(given)).toBe(expected);
  });

  test('keeps its extension when it is cut', () => {
    expect(cleanFileName(`${'a'.repeat(1000)}.pdf`)).toBe(`${'a'.repeat(251)}.pdf`);
    expect(Buffer.byteLength(cleanFileName(`${'报'.repeat(1000)}.docx`))).toBeLessThanOrEqual(255);
    expect(cleanFileName(`a.${'b'.repeat(1000)}`)).toHaveLength(255);
  });

  test('takes no time however long and odd it is', () => {
    expect(cleanFileName(`${'. '.repeat(50_000)}x`)).toBe('x');
    expect(cleanFileName('%'.repeat(100_000))).toHaveLength(255);
  });

  test('is safe whatever is given', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 400 }), (points) => {
        const name = cleanFileName(String.fromCodePoint(...points));
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Cs}]/u);
        expect(name).not.toMatch(/^\.|\.$/);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      }),
    );
  });
});
