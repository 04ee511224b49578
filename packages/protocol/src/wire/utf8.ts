// Strict, as proto3 asks for; a byte order mark is text like any other.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** UTF-8 as the platform has it; builds for platforms without it put another in this place. */
export const utf8 = {
  /** @throws TypeError for bytes that are no UTF-8. */
  decode: (bytes: Uint8Array): string => decoder.decode(bytes),
  /** Writes as many whole characters as fit. */
  encodeInto: (text: string, target: Uint8Array): { readonly read: number } => encoder.encodeInto(text, target),
};
