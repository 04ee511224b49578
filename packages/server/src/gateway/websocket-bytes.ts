/** The last fragment of a binary message, which is its only one here. */
const FINAL_BINARY = 0x82;

/** Lengths up to here stand in the second byte itself; this and the next number say that 2 or 8 bytes follow it. */
const SHORT_MAX = 125;
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;

/**
 * Binary messages as they go over a WebSocket from a server (RFC 6455, 5.2: unmasked), one behind another in one piece. The
 * library makes two pieces of each, which cost the kernel and Node more than copying a few hundred bytes.
 */
export function webSocketBytes(messages: readonly Uint8Array[]): Buffer {
  let size = 0;
  for (const { length } of messages) size += headerSize(length) + length;
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const message of messages) {
    at = writeHeader(bytes, at, message.length);
    bytes.set(message, at);
    at += message.length;
  }
  return bytes;
}

function headerSize(length: number): number {
  if (length <= SHORT_MAX) return 2;
  return length <= 0xffff ? 4 : 10;
}

function writeHeader(bytes: Buffer, at: number, length: number): number {
  bytes[at] = FINAL_BINARY;
  if (length <= SHORT_MAX) {
    bytes[at + 1] = length;
    return at + 2;
  }
  if (length <= 0xffff) {
    bytes[at + 1] = TWO_BYTES;
    return bytes.writeUInt16BE(length, at + 2);
  }
  bytes[at + 1] = EIGHT_BYTES;
  return bytes.writeBigUInt64BE(BigInt(length), at + 2);
}
