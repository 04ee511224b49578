/** Bytes of a name as UTF-8: what file systems take. */
const NAME_BYTES_MAX = 255;

/** Characters from the end that are looked at: 255 bytes, percent-encoded, and then some. */
const LOOKED_AT = 2000;

/** Controls, and what is not seen or turns the direction of writing, so that `gpj.exe` could read as `exe.jpg`. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * Makes a name safe to show and to save under: no path, no controls, at most 255 bytes with its extension kept.
 * Deployed Android clients percent-encode it, so what decodes is decoded. Empty when nothing is left.
 */
export function cleanFileName(given: string): string {
  const name = decoded(given.slice(-LOOKED_AT)).normalize('NFC').replace(UNSEEN, '');
  return cut(trim(name.split(/[/\\]/).at(-1) ?? ''));
}

/** Without spaces and dots around it, which hide a name or end it early. */
function trim(name: string): string {
  const isEdge = (at: number) => /[\s.]/.test(name.charAt(at));
  let start = 0;
  let end = name.length;
  while (start < end && isEdge(start)) start += 1;
  while (end > start && isEdge(end - 1)) end -= 1;
  return name.slice(start, end);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // It has a percent sign of its own.
    return name;
  }
}

function cut(name: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES_MAX) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
  let stem = '';
  let bytes = Buffer.byteLength(extension);
  for (const character of name.slice(0, name.length - extension.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > NAME_BYTES_MAX) break;
    stem += character;
  }
  return trim(stem) + extension;
}
