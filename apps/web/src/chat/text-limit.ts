/** The most a text may hold, in bytes of UTF-8: the cloud's limit. */
export const textMaxBytes = 65_536;

/** From here on the composer counts. */
const nearLimitBytes = textMaxBytes - 4096;

/** How a text stands to the limit. */
export type TextLimit =
  | { readonly kind: 'fine' }
  | { readonly kind: 'near'; readonly leftBytes: number }
  | { readonly kind: 'over'; readonly excessBytes: number };

const encoder = new TextEncoder();

/** Measures a text as the cloud does. */
export function measureText(text: string): TextLimit {
  // A character of UTF-16 takes at most three bytes: a short text need not be encoded to be known as fine.
  if (text.length * 3 <= nearLimitBytes) return { kind: 'fine' };
  const bytes = encoder.encode(text).length;
  if (bytes > textMaxBytes) return { kind: 'over', excessBytes: bytes - textMaxBytes };
  return bytes > nearLimitBytes ? { kind: 'near', leftBytes: textMaxBytes - bytes } : { kind: 'fine' };
}
