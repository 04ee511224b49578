/** A point of a pen's way; x from 0 to 4, y from 0 (top) to 6. */
export type Point = readonly [x: number, y: number];

/** Pen strokes, `|` between them, points as `x,y`. Nothing that a line across makes into another: no 0 and O, no 4 or H. */
const GLYPHS: Readonly<Record<string, string>> = {
  A: '0,6 2,0 4,6|.8,4 3.2,4',
  C: '4,1 3.2,.2 2,0 .8,.4 0,1.6 0,4.4 .8,5.6 2,6 3.2,5.8 4,5',
  D: '0,0 0,6 1.8,6 3.2,5.4 4,4.2 4,1.8 3.2,.6 1.8,0 0,0',
  E: '4,0 0,0 0,6 4,6|0,3 3,3',
  F: '4,0 0,0 0,6|0,3 3,3',
  J: '3.4,0 3.4,4.6 2.8,5.7 1.7,6 .6,5.6 .2,4.6',
  K: '0,0 0,6|4,0 0,3.6|1.4,2.5 4,6',
  L: '0,0 0,6 4,6',
  M: '0,6 0,0 2,3.4 4,0 4,6',
  N: '0,6 0,0 4,6 4,0',
  P: '0,6 0,0 2.4,0 3.6,.5 4,1.6 3.6,2.8 2.4,3.3 0,3.3',
  R: '0,6 0,0 2.4,0 3.6,.5 4,1.6 3.6,2.8 2.4,3.3 0,3.3|1.8,3.3 4,6',
  T: '0,0 4,0|2,0 2,6',
  U: '0,0 0,4.2 .6,5.5 2,6 3.4,5.5 4,4.2 4,0',
  W: '0,0 1,6 2,2 3,6 4,0',
  X: '0,0 4,6|4,0 0,6',
  3: '.2,.8 1.2,0 2.6,0 3.6,.7 3.6,2 2.6,2.8 1.4,2.9|2.6,2.8 3.8,3.6 4,4.6 3.2,5.7 1.8,6 .6,5.7 0,5',
  7: '0,0 4,0 1.4,6',
  9: '3.8,2 3.2,3.2 1.9,3.6 .6,3.1 .1,1.8 .6,.6 2,0 3.4,.6 3.9,2 3.7,4 2.8,5.4 1.2,6',
};

/** The characters that pictures show. */
export const CAPTCHA_ALPHABET = Object.keys(GLYPHS).join('');

/** The strokes of a character of {@link CAPTCHA_ALPHABET}; none for any other. */
export function strokesOf(character: string): readonly (readonly Point[])[] {
  const strokes = GLYPHS[character]?.split('|') ?? [];
  return strokes.map((stroke) => stroke.split(' ').map(pointOf));
}

function pointOf(text: string): Point {
  const [x, y] = text.split(',').map(Number);
  return [x ?? 0, y ?? 0];
}
