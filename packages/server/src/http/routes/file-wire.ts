import { ImError } from '@warbler/protocol';
import { ImageType, type SoundFormat, type WantedForm } from '../../files/index.ts';
import { Type } from '../../type.ts';

/** A parameter in the address of a file, to which clients append their own: of several the first counts. */
function appendedText(description: string) {
  return Type.Unsafe<string | readonly string[]>({
    type: ['string', 'array'],
    items: { type: 'string' },
    description,
  });
}

/** In which form a file is wanted, as the contract says it. */
const FORM = {
  image_type: Type.Optional(appendedText('1 original (default), 2 thumbnail, 3 cover of a video')),
  w: Type.Optional(appendedText('Width that the picture is to fit, in pixels')),
  h: Type.Optional(appendedText('Height that the picture is to fit')),
  format: Type.Optional(appendedText('Form of sound: mp3 or amr; as it is by default')),
};

/** What other stores want to know; nothing here depends on it. */
const OF_OTHER_STORES = {
  thumbnail_strategy: Type.Optional(appendedText('Not used: this server makes the thumbnails')),
  sdk_sign: Type.Optional(appendedText('Not used')),
  store_token: Type.Optional(appendedText('Not used')),
  source: Type.Optional(appendedText('Not used')),
};

/** The query of a download by sign. */
export const SignQuery = Type.Object({ file_sign: appendedText("The file's sign"), ...FORM, ...OF_OTHER_STORES });

/** The query of an avatar. */
export const AvatarQuery = Type.Object({ object_name: appendedText('The avatar'), ...FORM, ...OF_OTHER_STORES });

/** The query of an address that needs no token. */
export const LinkQuery = Type.Object(FORM);

/** A query that names a form. */
export type FormQuery = { readonly [Name in keyof typeof FORM]?: string | readonly string[] | undefined };

/** The first of the values that came; undefined for none and for an empty one. */
export function firstOf(value: string | readonly string[] | undefined): string | undefined {
  const [first] = typeof value === 'string' ? [value] : (value ?? []);
  return first === '' ? undefined : first;
}

/** Reads in which form a file is wanted. @throws ImError `invalidParameter` */
export function wantedFormOf({ image_type, w, h, format }: FormQuery): WantedForm {
  return {
    imageType: readImageType(firstOf(image_type)),
    width: readPixels('w', firstOf(w)),
    height: readPixels('h', firstOf(h)),
    format: readFormat(firstOf(format)),
  };
}

/** The same form as a query, for an address that leads on to it. */
export function formQueryOf({ imageType, width, height, format }: WantedForm): string {
  const query = new URLSearchParams({ image_type: String(imageType) });
  if (width !== undefined) query.set('w', String(width));
  if (height !== undefined) query.set('h', String(height));
  if (format !== undefined) query.set('format', format);
  return query.toString();
}

function readImageType(text: string | undefined): ImageType {
  if (text === undefined) return ImageType.original;
  const found = Object.values(ImageType).find((type) => String(type) === text);
  return found ?? refuse('image_type must be 1, 2 or 3');
}

function readPixels(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const pixels = Number(text);
  return Number.isFinite(pixels) && pixels > 0 ? pixels : refuse(`${name} must be a number above 0`);
}

function readFormat(text: string | undefined): SoundFormat | undefined {
  return text === undefined || text === 'mp3' || text === 'amr' ? text : refuse('format must be mp3 or amr');
}

function refuse(what: string): never {
  throw new ImError('invalidParameter', { message: `invalid request parameter: ${what}` });
}
