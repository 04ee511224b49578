import { ImError } from '@warbler/protocol';
import type { Sharp } from 'sharp';

/** A box that a picture is made to fit. */
export interface PictureBox {
  readonly width: number;
  readonly height: number;
}

/** A small picture, whole in memory. */
export interface MadePicture {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** Bounds of making a picture. */
export interface PictureLimits {
  readonly picturePixels: number;
  readonly conversionMs: number;
}

/** Frames of an animation that a thumbnail keeps; more would make it as large as the original. */
const FRAMES_MAX = 100;

/** Good to look at; below it, flat colours show seams. */
const JPEG_QUALITY = 80;
const COLOURS_MAX = 128;

/** The only formats that are read: by programs that take bytes alone. SVG could ask for other files. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].flatMap((format) => [
  `VipsForeignLoad${format}File`,
  `VipsForeignLoad${format}Buffer`,
]);

/**
 * Makes a smaller picture: upright, without the camera's notes, never larger than the original. JPEG where nothing shines
 * through, PNG where something does, animations as they were.
 *
 * @returns undefined when the original fits the box as it is
 * @throws ImError `mediaUnreadable` for what is no picture, is broken, or has too many pixels
 */
export async function makePicture(
  source: string | Uint8Array,
  box: PictureBox,
  limits: PictureLimits,
): Promise<MadePicture | undefined> {
  const sharp = await loadSharp();
  try {
    return await scale(sharp, source, box, limits);
  } catch (cause) {
    throw new ImError('mediaUnreadable', { message: 'the picture cannot be read', cause });
  }
}

async function scale(
  sharp: SharpModule,
  source: string | Uint8Array,
  box: PictureBox,
  { picturePixels, conversionMs }: PictureLimits,
): Promise<MadePicture | undefined> {
  const safe = { limitInputPixels: picturePixels, failOn: 'error', sequentialRead: true } as const;
  const { width, height, orientation = 1, pages = 1, format, hasAlpha } = await sharp(source, safe).metadata();
  requirePixels(width * height, picturePixels);
  if (width <= box.width && height <= box.height && orientation === 1) return undefined;

  const canMove = format === 'gif' || format === 'webp';
  const frames = canMove ? Math.min(pages, FRAMES_MAX, Math.floor(picturePixels / (width * height))) : 1;
  const picture = sharp(source, { ...safe, pages: frames })
    .rotate()
    .resize({ ...box, fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: Math.ceil(conversionMs / 1000) });
  if (frames > 1 && format === 'gif') return { bytes: await picture.gif().toBuffer(), contentType: 'image/gif' };
  if (frames > 1) return { bytes: await picture.webp().toBuffer(), contentType: 'image/webp' };
  return hasAlpha ? encode(await unpacked(sharp, picture)) : asJpeg(picture);
}

/** Many pictures only could shine through: that is seen by their pixels. */
async function encode(picture: Sharp): Promise<MadePicture> {
  if ((await picture.stats()).isOpaque) return asJpeg(picture.removeAlpha());
  return { bytes: await picture.png({ palette: true, colours: COLOURS_MAX }).toBuffer(), contentType: 'image/png' };
}

async function asJpeg(picture: Sharp): Promise<MadePicture> {
  return { bytes: await picture.jpeg({ quality: JPEG_QUALITY }).toBuffer(), contentType: 'image/jpeg' };
}

async function unpacked(sharp: SharpModule, picture: Sharp): Promise<Sharp> {
  const { data, info } = await picture.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return sharp(data, { raw: { width, height, channels } });
}

function requirePixels(pixels: number, picturePixels: number): void {
  if (pixels > picturePixels) throw new Error(`${pixels} pixels are more than ${picturePixels}`);
}

type SharpModule = typeof import('sharp').default;

/** Loaded with the first picture: libvips takes some 20 MB that many servers never need. */
async function loadSharp(): Promise<SharpModule> {
  const { default: sharp } = await import('sharp');
  // For the whole process: libvips knows no other way.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  // Every picture is made once; nothing is asked of the cache again.
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}
