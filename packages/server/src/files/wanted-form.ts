import { ImError } from '@warbler/protocol';
import { familyOf } from './content-type.ts';
import type { StoredObject } from './file.ts';
import type { FileLimits } from './file-limits.ts';
import { contentTypeOf, type SoundFormat } from './media/convert-sound.ts';
import type { PictureBox } from './media/make-picture.ts';

/** What of a picture or film is wanted: the numbers are the contract's `image_type`. */
export const ImageType = { original: 1, thumbnail: 2, cover: 3 } as const;

/** One of {@link ImageType}. */
export type ImageType = (typeof ImageType)[keyof typeof ImageType];

/** In which form a file is wanted. */
export interface WantedForm {
  readonly imageType: ImageType;
  /** Box of the picture in pixels; the server's own size where neither is given. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Form of sound; as it is when absent. */
  readonly format?: SoundFormat | undefined;
}

/** What has to be made of a file's bytes, if anything. */
export type Variant =
  | { readonly kind: 'original' }
  | { readonly kind: 'picture'; readonly box: PictureBox }
  | { readonly kind: 'cover'; readonly box: PictureBox }
  | { readonly kind: 'sound'; readonly format: SoundFormat };

/** The file as it was uploaded. */
export const THE_ORIGINAL: WantedForm = { imageType: ImageType.original };

const ORIGINAL = { kind: 'original' } as const;

/**
 * What has to be made of these bytes to answer what is wanted.
 *
 * @throws ImError `notSupported` for a picture of what shows none, and the sound of what has none
 */
export function variantOf(object: StoredObject, wanted: WantedForm, limits: FileLimits): Variant {
  const family = familyOf(object.contentType);
  if (wanted.imageType !== ImageType.original) {
    if (family === 'image') return { kind: 'picture', box: boxOf(wanted, limits) };
    if (family === 'video') return { kind: 'cover', box: boxOf(wanted, limits) };
    throw new ImError('notSupported', { message: `no picture can be made of ${object.contentType}` });
  }
  if (wanted.format === undefined || object.contentType === contentTypeOf(wanted.format)) return ORIGINAL;
  if (family === 'audio' || family === 'video') return { kind: 'sound', format: wanted.format };
  throw new ImError('notSupported', { message: `no sound can be made of ${object.contentType}` });
}

/** The name under which what was made is kept: another one for whatever differs. */
export function nameOf(variant: Exclude<Variant, typeof ORIGINAL>): string {
  switch (variant.kind) {
    case 'picture':
    case 'cover':
      return `${variant.kind}-${variant.box.width}x${variant.box.height}`;
    case 'sound':
      return variant.format;
    default:
      return variant satisfies never;
  }
}

/** A box within the limit. With one side given, that side decides. */
function boxOf({ imageType, width, height }: WantedForm, limits: FileLimits): PictureBox {
  const { thumbnailEdge, coverEdge, pictureEdge } = limits;
  const usual = imageType === ImageType.cover ? coverEdge : thumbnailEdge;
  const isGiven = width !== undefined || height !== undefined;
  const within = (side: number | undefined) =>
    Math.min(pictureEdge, Math.max(1, Math.round(side ?? (isGiven ? pictureEdge : usual))));
  return { width: within(width), height: within(height) };
}
