const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Joined in pieces: a text that grows by single characters for megabytes is slow. */
const pieceBytes = 12_288;

/** Bytes as text, for storages that keep plain JSON. Not `btoa`, which mini-programs lack. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += pieceBytes) text += pieceToBase64(bytes.subarray(at, at + pieceBytes));
  return text;
}

function pieceToBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [one = 0, two = 0, three = 0] = bytes.subarray(at, at + 3);
    const left = bytes.length - at;
    text += alphabet.charAt(one >> 2) + alphabet.charAt(((one & 3) << 4) | (two >> 4));
    text += left > 1 ? alphabet.charAt(((two & 15) << 2) | (three >> 6)) : '=';
    text += left > 2 ? alphabet.charAt(three & 63) : '=';
  }
  return text;
}

/** The bytes of what `toBase64` made. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const valueAt = (at: number) => alphabet.indexOf(text.charAt(at));
  for (let at = 0, to = 0; at < text.length; at += 4, to += 3) {
    const [two, three, four] = [valueAt(at + 1), valueAt(at + 2), valueAt(at + 3)];
    bytes[to] = (valueAt(at) << 2) | (two >> 4);
    // What padding would give lies behind the end of the array, which takes nothing.
    bytes[to + 1] = (two << 4) | (three >> 2);
    bytes[to + 2] = (three << 6) | four;
  }
  return bytes;
}
