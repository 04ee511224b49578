import { describe, expect, test } from 'vitest';
import { detectContentType, familyOf, isShownInPlace } from './content-type.ts';

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const padded = (head: Buffer) => Buffer.concat([head, Buffer.alloc(4100 - head.length)]);

const PNG = padded(
  bytes([0x89], 'PNG\r\n', [0x1a, 0x0a, 0, 0, 0, 13], 'IHDR', [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]),
);

describe('the content type of a file', () => {
  test.each([
    ['a JPEG', padded(bytes([0xff, 0xd8, 0xff, 0xe0])), 'image/jpeg'],
    ['a GIF', padded(bytes('GIF89a')), 'image/gif'],
    ['a WebP', padded(bytes('RIFF', [4, 0, 0, 0], 'WEBPVP8 ')), 'image/webp'],
    ['an AMR', padded(bytes('#!AMR\n', [0x3c])), 'audio/amr'],
    ['an MP4', padded(bytes([0, 0, 0, 24], 'ftypisom', [0, 0, 2, 0])), 'video/mp4'],
    ['a PDF', bytes('%PDF-1.7\n'), 'application/pdf'],
    ['a page of HTML', bytes('<!doctype html><script>alert(1)</script>'), 'text/plain; charset=utf-8'],
    ['an SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'text/plain; charset=utf-8'],
    ['a script', bytes('alert(1)'), 'text/plain; charset=utf-8'],
    ['a playlist', bytes('#EXTM3U\nfile:///etc/passwd\n'), 'text/plain; charset=utf-8'],
    ['Chinese text whose last character is cut', bytes('你好').subarray(0, 5), 'text/plain; charset=utf-8'],
    ['anything else', bytes([1, 2, 3, 0xff]), 'application/octet-stream'],
    ['nothing', bytes(), 'application/octet-stream'],
  ])('of %s is known by its first bytes', async (_what, head, expected) => {
    expect(await detectContentType(head)).toBe(expected);
  });

  test('of a PNG is a picture', async () => {
    expect(familyOf(await detectContentType(PNG))).toBe('image');
  });

  test.each([
    ['image/jpeg', 'image', true],
    ['image/tiff', 'image', false],
    ['audio/amr', 'audio', true],
    ['application/ogg', 'audio', true],
    ['video/mp4', 'video', true],
    ['application/vnd.ms-asf', 'video', true],
    ['text/plain; charset=utf-8', 'other', false],
    ['application/xml', 'other', false],
    ['application/pdf', 'other', false],
    ['image/svg+xml', 'image', false],
    ['text/html', 'other', false],
  ])('%s is of the family %s; shown in place: %s', (contentType, family, isShown) => {
    expect(familyOf(contentType)).toBe(family);
    expect(isShownInPlace(contentType)).toBe(isShown);
  });
});
