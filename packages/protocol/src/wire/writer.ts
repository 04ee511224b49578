import { allocateBytes } from './allocate-bytes.ts';
import { utf8Length } from './size.ts';
import { utf8 } from './utf8.ts';

/** Up to here a loop over the characters is faster than TextEncoder (bench/codec). */
const SHORT_STRING_UNITS = 24;

/**
 * Writes protobuf into a buffer of exactly the size that was computed before, **from its end to its start**: an
 * embedded message is complete when its length is written in front of it, so nothing is moved or counted twice.
 * Callers therefore write the last field first. The `sizeOf…` functions check the ranges; the writer trusts them.
 */
export class Writer {
  /** The buffer; complete when `position` is 0. */
  readonly bytes: Uint8Array;
  /** Index of the first byte that is written. */
  position: number;

  constructor(sizeBytes: number) {
    this.bytes = allocateBytes(sizeBytes);
    this.position = sizeBytes;
  }

  uint64(tag: number, value: number): void {
    this.#varint64(value);
    this.#varint32(tag);
  }

  uint32(tag: number, value: number): void {
    this.#varint32(value);
    this.#varint32(tag);
  }

  /** An enum. A negative number takes 10 bytes, as protobuf extends its sign to 64 bits. */
  int32(tag: number, value: number): void {
    if (value < 0) this.#negative(value);
    else this.#varint32(value);
    this.#varint32(tag);
  }

  sint32(tag: number, value: number): void {
    this.#varint32(((value << 1) ^ (value >> 31)) >>> 0);
    this.#varint32(tag);
  }

  bool(tag: number, value: boolean): void {
    this.#varint32(value ? 1 : 0);
    this.#varint32(tag);
  }

  /** UTF-8. Half of a surrogate pair becomes U+FFFD, as TextEncoder does it. */
  string(tag: number, text: string): void {
    const end = this.position;
    if (text.length > SHORT_STRING_UNITS || !this.#shortAscii(text)) this.#utf8(text, end);
    this.close(tag, end);
  }

  bytesField(tag: number, value: Uint8Array): void {
    const end = this.position;
    this.raw(value);
    this.close(tag, end);
  }

  /** Bytes as they are: the fields of a message that was encoded before. */
  raw(value: Uint8Array): void {
    this.position -= value.length;
    this.bytes.set(value, this.position);
  }

  /** Puts length and tag in front of what was written since `position` was `end`. */
  close(tag: number, end: number): void {
    this.#varint32(end - this.position);
    this.#varint32(tag);
  }

  /** Writes `text` when it is ASCII; otherwise says no, having moved nothing. */
  #shortAscii(text: string): boolean {
    const start = this.position - text.length;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) return false;
      this.bytes[start + index] = unit;
    }
    this.position = start;
    return true;
  }

  #utf8(text: string, end: number): void {
    // Most text that starts with ASCII is all ASCII: try that. Room is there, as no text is shorter in UTF-8.
    if (text.charCodeAt(0) < 0x80 && this.#encodeInto(text, end - text.length, end) === text.length) return;
    this.#encodeInto(text, end - utf8Length(text), end);
  }

  /** Returns how many characters of the text fitted. */
  #encodeInto(text: string, start: number, end: number): number {
    this.position = start;
    return utf8.encodeInto(text, this.bytes.subarray(start, end)).read;
  }

  #varint32(value: number): void {
    const bytes = this.bytes;
    if (value < 0x80) {
      bytes[--this.position] = value;
      return;
    }
    const count = value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
    let index = this.position - count;
    this.position = index;
    let rest = value;
    while (rest >= 0x80) {
      bytes[index++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[index] = rest;
  }

  #varint64(value: number): void {
    if (value < 0x1_0000_0000) {
      this.#varint32(value);
      return;
    }
    const low = value % 0x1000_0000;
    this.#varint32((value - low) / 0x1000_0000);
    const bytes = this.bytes;
    bytes[--this.position] = (low >>> 21) | 0x80;
    bytes[--this.position] = ((low >>> 14) & 0x7f) | 0x80;
    bytes[--this.position] = ((low >>> 7) & 0x7f) | 0x80;
    bytes[--this.position] = (low & 0x7f) | 0x80;
  }

  #negative(value: number): void {
    const bytes = this.bytes;
    bytes[--this.position] = 0x01;
    for (let count = 0; count < 4; count += 1) bytes[--this.position] = 0xff;
    bytes[--this.position] = ((value >> 28) & 0x7f) | 0x80;
    bytes[--this.position] = ((value >>> 21) & 0x7f) | 0x80;
    bytes[--this.position] = ((value >>> 14) & 0x7f) | 0x80;
    bytes[--this.position] = ((value >>> 7) & 0x7f) | 0x80;
    bytes[--this.position] = (value & 0x7f) | 0x80;
  }
}
