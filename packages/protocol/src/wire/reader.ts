import { ImError } from '../im-error.ts';
import { utf8 } from './utf8.ts';

const MAX_GROUP_DEPTH = 32;
const TWO_POW_28 = 0x1000_0000;
const TWO_POW_25 = 0x200_0000;
/** Up to here a string is put together character by character, beyond it TextDecoder is faster (bench/codec). */
const SHORT_STRING_BYTES = 8;

/**
 * Reads protobuf from a byte array without copying it. Embedded messages are read in place, by narrowing the end.
 * Every method throws ImError `parseFailed`, and nothing else, for bytes that are not what they should be.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  /** The next field's tag (field number × 8 + wire type), or 0 at the end of the message. */
  tag(): number {
    if (this.#position === this.#end) return 0;
    const tag = this.#shortVarint();
    if (tag < 8) throw parseError('a field has the number 0');
    return tag;
  }

  /** An unsigned number below 2^53. A larger one is a parse error: JavaScript could not hold it exactly (XSYNC.md, Ids). */
  uint64(): number {
    let byte = this.#byte();
    if (byte < 0x80) return byte;
    let low = byte & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      byte = this.#byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return low;
    }
    let high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      byte = this.#byte();
      high |= (byte & 0x7f) << shift;
      if (byte < 0x80) return joined(low, high);
    }
    // Bits 56 to 69: nothing but padding can be there.
    for (let extra = 0; extra < 2; extra += 1) {
      byte = this.#byte();
      if ((byte & 0x7f) !== 0) throw parseError('a 64-bit number is not below 2^53');
      if (byte < 0x80) return joined(low, high);
    }
    throw parseError('a varint is longer than 10 bytes');
  }

  /** The low 32 bits of a varint, unsigned, as protobuf truncates a longer one. */
  uint32(): number {
    let byte = this.#byte();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    this.#skipVarintRest(5);
    return value >>> 0;
  }

  /** The low 32 bits of a varint, signed: an enum, known or not. */
  int32(): number {
    return this.uint32() | 0;
  }

  /** A zigzag-coded signed number. */
  sint32(): number {
    const value = this.uint32();
    return (value >>> 1) ^ -(value & 1);
  }

  /** True for any varint but 0. */
  bool(): boolean {
    let seen = 0;
    for (let count = 0; count < 10; count += 1) {
      const byte = this.#byte();
      seen |= byte & 0x7f;
      if (byte < 0x80) return seen !== 0;
    }
    throw parseError('a varint is longer than 10 bytes');
  }

  /** Strict UTF-8. */
  string(): string {
    const end = this.#lengthEnd();
    const start = this.#position;
    this.#position = end;
    const bytes = this.#bytes;
    if (end - start <= SHORT_STRING_BYTES) {
      let text = '';
      for (let index = start; index < end; index += 1) {
        const byte = bytes[index] as number;
        if (byte >= 0x80) return decodeUtf8(bytes.subarray(start, end));
        text += String.fromCharCode(byte);
      }
      return text;
    }
    return decodeUtf8(bytes.subarray(start, end));
  }

  /** A view into the bytes that are read: it shares their memory, so copy it to keep it beyond them. */
  bytes(): Uint8Array {
    const end = this.#lengthEnd();
    const view = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return view;
  }

  /** Narrows the reader to the embedded message that starts here. Returns what `leave` needs. */
  enter(): number {
    const outerEnd = this.#end;
    this.#end = this.#lengthEnd();
    return outerEnd;
  }

  /** Widens the reader again, after the embedded message was read to its end. */
  leave(outerEnd: number): void {
    this.#end = outerEnd;
  }

  /** Passes over a field that is not known, or known with another wire type. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case 0:
        this.#skipVarintRest(0);
        return;
      case 1:
        this.#advance(8);
        return;
      case 2:
        this.#position = this.#lengthEnd();
        return;
      case 3:
        this.#skipGroup(tag, depth);
        return;
      case 5:
        this.#advance(4);
        return;
      default:
        throw parseError(`wire type ${tag & 7} cannot start a field`);
    }
  }

  #skipGroup(startTag: number, depth: number): void {
    if (depth >= MAX_GROUP_DEPTH) throw parseError('groups are nested too deep');
    const endTag = startTag + 1;
    for (let tag = this.tag(); tag !== endTag; tag = this.tag()) {
      if (tag === 0) throw parseError('a group does not end');
      this.skip(tag, depth + 1);
    }
  }

  #skipVarintRest(readCount: number): void {
    for (let count = readCount; count < 10; count += 1) if (this.#byte() < 0x80) return;
    throw parseError('a varint is longer than 10 bytes');
  }

  #lengthEnd(): number {
    const length = this.#shortVarint();
    if (length > this.#end - this.#position) throw parseError('a length points past the end');
    return this.#position + length;
  }

  /** A tag or a length: 32 bits in at most 5 bytes. Stricter than a number, as other implementations are. */
  #shortVarint(): number {
    const start = this.#position;
    const value = this.uint64();
    if (value > 0xffff_ffff || this.#position - start > 5) throw parseError('a tag or length is longer than 32 bits');
    return value;
  }

  #advance(count: number): void {
    if (count > this.#end - this.#position) throw parseError('the bytes end inside a field');
    this.#position += count;
  }

  #byte(): number {
    if (this.#position >= this.#end) throw parseError('the bytes end inside a field');
    const byte = this.#bytes[this.#position] as number;
    this.#position += 1;
    return byte;
  }
}

function joined(low: number, high: number): number {
  if (high >= TWO_POW_25) throw parseError('a 64-bit number is not below 2^53');
  return high * TWO_POW_28 + low;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new ImError('parseFailed', { message: 'a string is not UTF-8', cause });
  }
}

function parseError(reason: string): ImError {
  return new ImError('parseFailed', { message: reason });
}
