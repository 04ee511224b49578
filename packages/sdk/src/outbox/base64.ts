/** Bytes as text, for storages that keep plain JSON. Builds for platforms without `btoa` put another file in this place. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  // In pieces: the arguments of one call are limited.
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}

/** The bytes of what `toBase64` made. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
