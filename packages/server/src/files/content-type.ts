/** Bytes from the start that tell what a file is: what `file-type` looks at. */
export const HEAD_BYTES = 4100;

/** What can be done with a file. */
export type Family = 'image' | 'audio' | 'video' | 'other';

const UNKNOWN = 'application/octet-stream';
const TEXT = 'text/plain; charset=utf-8';

/** Containers of films whose names say something else. */
const FILMS: ReadonlySet<string> = new Set(['application/vnd.ms-asf']);
const SOUNDS: ReadonlySet<string> = new Set(['application/ogg']);

/** What browsers may show in their own window: it runs nothing, whatever is in it. */
const SHOWN: ReadonlySet<string> = new Set([
  'image/apng',
  'image/avif',
  'image/bmp',
  'image/gif',
  'image/heic',
  'image/heif',
  'image/jpeg',
  'image/png',
  'image/webp',
]);

/**
 * What a file is by its first bytes ({@link HEAD_BYTES} of them, or all). Never by its name, and never anything that a
 * browser would run: markup is text.
 */
export async function detectContentType(head: Uint8Array): Promise<string> {
  // Loaded with the first file: the start need not wait for it.
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(head);
  if (found !== undefined) return found.mime;
  return head.length > 0 && isText(head) ? TEXT : UNKNOWN;
}

/** What can be done with content of this type. */
export function familyOf(contentType: string): Family {
  if (FILMS.has(contentType)) return 'video';
  if (SOUNDS.has(contentType)) return 'audio';
  const [family] = contentType.split('/');
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'other';
}

/** Whether a browser may show it in place; everything else is only to be saved. */
export function isShownInPlace(contentType: string): boolean {
  const family = familyOf(contentType);
  return family === 'audio' || family === 'video' || SHOWN.has(contentType);
}

/** UTF-8 without control characters; the last character may be cut off. */
function isText(head: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    return !/[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text);
  } catch {
    // The decoder refuses: whatever it is, it is no text.
    return false;
  }
}
