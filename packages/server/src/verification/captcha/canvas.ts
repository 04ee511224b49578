import { crc32, deflateSync } from 'node:zlib';
import type { Point } from './glyphs.ts';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BITS_PER_PIXEL = 8;
const GRAYSCALE = 0;

/** A small grey picture that lines are drawn on. Sizes are pixels. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #pixels: Uint8Array;

  /** Starts with a background of this grey, 0 (black) to 255. */
  constructor({ width, height, grey }: { readonly width: number; readonly height: number; readonly grey: number }) {
    this.width = width;
    this.height = height;
    this.#pixels = new Uint8Array(width * height).fill(grey);
  }

  /** Draws a line through the points with smooth edges; where it crosses another, the darker one shows. */
  drawLine(points: readonly Point[], { widthPx, grey }: { readonly widthPx: number; readonly grey: number }): void {
    points.slice(1).forEach((end, index) => {
      const start = points[index];
      if (start !== undefined) this.#drawSegment(start, end, { radius: widthPx / 2, grey });
    });
  }

  /** Makes every pixel lighter or darker by what `next` gives, -1 to 1, times `amount`. */
  addNoise(amount: number, next: () => number): void {
    this.#pixels.forEach((grey, index) => {
      this.#pixels[index] = Math.max(0, Math.min(255, grey + next() * amount));
    });
  }

  /** The picture as a PNG file. */
  toPng(): Buffer {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(this.width, 0);
    header.writeUInt32BE(this.height, 4);
    header[8] = BITS_PER_PIXEL;
    header[9] = GRAYSCALE;
    // Every row begins with the number of its filter; 0 is none.
    const rows = Buffer.alloc((this.width + 1) * this.height);
    for (let y = 0; y < this.height; y += 1) {
      rows.set(this.#pixels.subarray(y * this.width, (y + 1) * this.width), y * (this.width + 1) + 1);
    }
    return Buffer.concat([
      PNG_SIGNATURE,
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }

  #drawSegment(start: Point, end: Point, { radius, grey }: { readonly radius: number; readonly grey: number }): void {
    const reach = radius + 1;
    const [left, right] = span(start[0], end[0], reach, this.width);
    const [top, bottom] = span(start[1], end[1], reach, this.height);
    for (let y = top; y <= bottom; y += 1) {
      for (let x = left; x <= right; x += 1) {
        const cover = Math.min(1, radius + 0.5 - distance([x, y], start, end));
        if (cover <= 0) continue;
        const index = y * this.width + x;
        const below = this.#pixels[index] ?? 0;
        this.#pixels[index] = Math.min(below, below + (grey - below) * cover);
      }
    }
  }
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function span(one: number, other: number, reach: number, size: number): [first: number, last: number] {
  return [
    Math.max(0, Math.floor(Math.min(one, other) - reach)),
    Math.min(size - 1, Math.ceil(Math.max(one, other) + reach)),
  ];
}

function distance([x, y]: Point, [startX, startY]: Point, [endX, endY]: Point): number {
  const [dx, dy] = [endX - startX, endY - startY];
  const lengthSquared = dx * dx + dy * dy;
  const along = lengthSquared === 0 ? 0 : ((x - startX) * dx + (y - startY) * dy) / lengthSquared;
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(x - startX - t * dx, y - startY - t * dy);
}
