import { Canvas } from './canvas.ts';
import { type Point, strokesOf } from './glyphs.ts';

const WIDTH = 160;
const HEIGHT = 60;
const GLYPH_WIDTH = 4;
const GLYPH_HEIGHT = 6;

/** Pixels of one unit of the glyphs' grid. */
const SCALE = 5.6;

/** Points along a line across the picture, enough that a wave looks round. */
const WAVE_POINTS = 24;

/**
 * Draws a text so that people read it and programs have a hard time: tilted, bent and touching letters of uneven strokes,
 * lines across them in the same ink, noise.
 *
 * @param seed the same text and seed always give the same picture, so that asking often does not help to read it
 * @returns a PNG file
 */
export function drawCaptcha(text: string, seed: Buffer): Buffer {
  const random = randomFrom(seed);
  const canvas = new Canvas({ width: WIDTH, height: HEIGHT, grey: 236 });
  const bend = makeBend(random);
  const advance = (WIDTH - 24) / text.length;
  [...text].forEach((character, index) => {
    const place = placeOf({ centreX: 12 + advance * (index + 0.5), centreY: HEIGHT / 2 }, random);
    const pen = { widthPx: between(random, 2.8, 4), grey: between(random, 30, 80) };
    for (const stroke of strokesOf(character)) canvas.drawLine(refine(stroke).map(place).map(bend), pen);
  });
  for (let count = 0; count < 3; count += 1) {
    canvas.drawLine(waveAcross(random), { widthPx: between(random, 1.2, 2.2), grey: between(random, 50, 120) });
  }
  canvas.addNoise(20, () => random() * 2 - 1);
  return canvas.toPng();
}

/** Moves the points of a glyph to its place, turned, slanted and scaled a little. */
function placeOf({ centreX, centreY }: { readonly centreX: number; readonly centreY: number }, random: () => number) {
  const angle = between(random, -0.32, 0.32);
  const slant = between(random, -0.18, 0.18);
  const [scaleX, scaleY] = [SCALE * between(random, 0.95, 1.3), SCALE * between(random, 0.95, 1.2)];
  const [shiftX, shiftY] = [between(random, -2, 2), between(random, -4, 4)];
  return ([x, y]: Point): Point => {
    const tall = (y - GLYPH_HEIGHT / 2) * scaleY;
    const wide = (x - GLYPH_WIDTH / 2) * scaleX - tall * slant;
    return [
      centreX + shiftX + wide * Math.cos(angle) - tall * Math.sin(angle),
      centreY + shiftY + wide * Math.sin(angle) + tall * Math.cos(angle),
    ];
  };
}

/** Bends the whole picture along two waves. */
function makeBend(random: () => number) {
  const [heightX, heightY] = [between(random, 1.5, 3), between(random, 2, 4)];
  const [lengthX, lengthY] = [between(random, 9, 15), between(random, 12, 24)];
  const [startX, startY] = [between(random, 0, 6), between(random, 0, 6)];
  return ([x, y]: Point): Point => [
    x + heightX * Math.sin(y / lengthX + startX),
    y + heightY * Math.sin(x / lengthY + startY),
  ];
}

/** Points in between, so that straight strokes bend too. */
function refine(points: readonly Point[]): readonly Point[] {
  return points.flatMap((point, index) => {
    const next = points[index + 1];
    if (next === undefined) return [point];
    const steps = [0, 0.25, 0.5, 0.75];
    return steps.map((t): Point => [point[0] + (next[0] - point[0]) * t, point[1] + (next[1] - point[1]) * t]);
  });
}

function waveAcross(random: () => number): readonly Point[] {
  const middle = between(random, HEIGHT * 0.25, HEIGHT * 0.75);
  const [height, length, start] = [between(random, 4, 14), between(random, 12, 40), between(random, 0, 6)];
  return Array.from({ length: WAVE_POINTS + 1 }, (_, index): Point => {
    const x = (index * WIDTH) / WAVE_POINTS;
    return [x, middle + height * Math.sin(x / length + start)];
  });
}

function between(random: () => number, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Numbers from 0 up to 1 that follow from the seed (mulberry32). */
function randomFrom(seed: Buffer): () => number {
  let state = seed.readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
