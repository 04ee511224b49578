import { ImError } from '../im-error.ts';

/** Bytes of a uint64. Throws ImError `invalidParameter` unless it is a safe integer of 0 or more. */
export function sizeOfUint64(value: number, path: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw outOfRange(path, value, '0 to 2^53 - 1');
  if (value < 0x1000_0000) return sizeOfVarint32(value);
  return 4 + sizeOfVarint32(Math.floor(value / 0x1000_0000));
}

/** Bytes of a uint32. Throws ImError `invalidParameter` unless it is an integer from 0 to 2^32 - 1. */
export function sizeOfUint32(value: number, path: string): number {
  if (value >>> 0 !== value) throw outOfRange(path, value, '0 to 2^32 - 1');
  return sizeOfVarint32(value);
}

/** Bytes of a sint32. Throws ImError `invalidParameter` unless it is an integer from -2^31 to 2^31 - 1. */
export function sizeOfSint32(value: number, path: string): number {
  if ((value | 0) !== value) throw outOfRange(path, value, '-2^31 to 2^31 - 1');
  return sizeOfVarint32(((value << 1) ^ (value >> 31)) >>> 0);
}

/** Bytes of an enum. Throws ImError `invalidParameter` unless it is an integer from -2^31 to 2^31 - 1. */
export function sizeOfInt32(value: number, path: string): number {
  if ((value | 0) !== value) throw outOfRange(path, value, '-2^31 to 2^31 - 1');
  return value < 0 ? 10 : sizeOfVarint32(value);
}

/** Bytes of a string in UTF-8, with its length in front. */
export function sizeOfString(text: string): number {
  return withLength(utf8Length(text));
}

/** Bytes of a string in UTF-8, as TextEncoder makes them. */
export function utf8Length(text: string): number {
  let size = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes; half a pair becomes U+FFFD, three bytes.
    if (unit < 0x800) size += 1;
    else if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogateAt(text, index + 1)) {
      size += 2;
      index += 1;
    } else size += 2;
  }
  return size;
}

/** Bytes of a bytes field, with its length in front. */
export function sizeOfBytes(value: Uint8Array): number {
  return withLength(value.length);
}

/** `size` and the bytes of the length that stands before it. */
export function withLength(size: number): number {
  return sizeOfVarint32(size) + size;
}

function sizeOfVarint32(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

function isLowSurrogateAt(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function outOfRange(path: string, value: unknown, range: string): ImError {
  return new ImError('invalidParameter', {
    message: `${path} must be an integer from ${range}`,
    details: { field: path, value: String(value) },
  });
}
