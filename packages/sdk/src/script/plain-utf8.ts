/** What the codec needs of `TextDecoder` and `TextEncoder`. */
interface Utf8 {
  /** @throws for bytes that are no UTF-8. */
  decode(bytes: Uint8Array): string;
  /** Writes as many whole characters as fit. */
  encodeInto(text: string, target: Uint8Array): { readonly read: number };
}

/** In place of the codec's `utf8.ts` where there is no `TextDecoder`: UTF-8 to the letter of the standard. */
export const utf8: Utf8 = {
  decode(bytes) {
    let text = '';
    let at = 0;
    const next = (lowest: number, highest: number): number => {
      const byte = bytes[at] ?? 0;
      at += 1;
      if (byte < lowest || byte > highest) throw new TypeError('not UTF-8');
      return byte & 0x3f;
    };
    while (at < bytes.length) {
      const first = bytes[at] ?? 0;
      at += 1;
      if (first < 0x80) text += String.fromCharCode(first);
      else if (first >= 0xc2 && first < 0xe0) text += String.fromCharCode(((first & 0x1f) << 6) | next(0x80, 0xbf));
      else if (first >= 0xe0 && first < 0xf0) {
        // No longer form than needed, and no half of a surrogate pair.
        const second = next(first === 0xe0 ? 0xa0 : 0x80, first === 0xed ? 0x9f : 0xbf);
        text += String.fromCharCode(((first & 0x0f) << 12) | (second << 6) | next(0x80, 0xbf));
      } else if (first >= 0xf0 && first < 0xf5) {
        const second = next(first === 0xf0 ? 0x90 : 0x80, first === 0xf4 ? 0x8f : 0xbf);
        const third = next(0x80, 0xbf);
        const code = (((first & 7) << 18) | (second << 12) | (third << 6) | next(0x80, 0xbf)) - 0x10000;
        text += String.fromCharCode(0xd800 + (code >> 10), 0xdc00 + (code & 0x3ff));
      } else throw new TypeError('not UTF-8');
    }
    return text;
  },
  encodeInto(text, target) {
    let to = 0;
    let read = 0;
    while (read < text.length) {
      let code = text.charCodeAt(read);
      let unitCount = 1;
      if (code >= 0xd800 && code < 0xe000) {
        const low = code < 0xdc00 ? text.charCodeAt(read + 1) : 0;
        const isPair = low >= 0xdc00 && low < 0xe000;
        code = isPair ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
        unitCount = isPair ? 2 : 1;
      }
      const count = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (to + count > target.length) break;
      for (let rest = count - 1; rest > 0; rest -= 1) {
        target[to + rest] = 0x80 | (code & 0x3f);
        code >>= 6;
      }
      target[to] = count === 1 ? code : ((0xf00 >> count) & 0xff) | code;
      to += count;
      read += unitCount;
    }
    return { read };
  },
};
