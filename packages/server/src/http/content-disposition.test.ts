import { describe, expect, test } from 'vitest';
import { contentDisposition } from './content-disposition.ts';

describe('the name of a download', () => {
  test('is told in ASCII and whole', () => {
    expect(contentDisposition('inline', 'a b.pdf')).toBe(`inline; filename="a b.pdf"; filename*=UTF-8''a%20b.pdf`);
    expect(contentDisposition('attachment', '报告 (1).pdf')).toBe(
      `attachment; filename="__ (1).pdf"; filename*=UTF-8''%E6%8A%A5%E5%91%8A%20%281%29.pdf`,
    );
  });

  test.each([
    'a"; filename=evil.exe',
    'a\r\nset-cookie: x=1',
    "a'b*c(d)e%0d%0a.txt",
    'a\\"b',
    '\u0000\ud800',
    '',
  ])('%j injects nothing', (name) => {
    const header = contentDisposition('attachment', name);
    expect(header).toMatch(/^attachment; filename="[^"\\%\r\n]*"; filename\*=UTF-8''[\w.!~%-]*$/);
  });
});
