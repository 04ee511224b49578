import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { drawCaptcha } from './draw-captcha.ts';
import { CAPTCHA_ALPHABET, strokesOf } from './glyphs.ts';

const SEED = Buffer.from('a seed for drawing');
const HEADER_END = 33;

/** Width, height and the grey values of a PNG as {@link drawCaptcha} writes it. */
function readPng(png: Buffer) {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const length = png.readUInt32BE(HEADER_END);
  const rows = inflateSync(png.subarray(HEADER_END + 8, HEADER_END + 8 + length));
  const pixels = rows.filter((_, index) => index % (width + 1) !== 0);
  return { width, height, pixels };
}

test('a picture is a PNG of 160 by 60 with dark ink on light ground', () => {
  const { width, height, pixels } = readPng(drawCaptcha('AC3D', SEED));
  expect([width, height, pixels.length]).toEqual([160, 60, 9600]);
  const ink = pixels.filter((grey) => grey < 128).length;
  expect(ink).toBeGreaterThan(400);
  expect(ink).toBeLessThan(4000);
});

test('the same text and seed give the same picture, another seed or text another one', () => {
  const picture = drawCaptcha('AC3D', SEED);
  expect(drawCaptcha('AC3D', SEED).equals(picture)).toBe(true);
  expect(drawCaptcha('AC3D', Buffer.from('another seed')).equals(picture)).toBe(false);
  expect(drawCaptcha('AC3E', SEED).equals(picture)).toBe(false);
});

test('no text is in the file', () => {
  expect(drawCaptcha('MNPR', SEED).toString('latin1')).not.toContain('MNPR');
});

test('every character has strokes within its grid', () => {
  for (const character of CAPTCHA_ALPHABET) {
    const points = strokesOf(character).flat();
    expect(points.length).toBeGreaterThan(2);
    for (const [x, y] of points) expect(x >= 0 && x <= 4 && y >= 0 && y <= 6).toBe(true);
  }
  expect(strokesOf('?')).toEqual([]);
});
