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
    this.bytes = new Uint8Array(sizeBytes);
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
    const bytes = this.bytes;
    let position = end;
    for (let index = text.length - 1; index >= 0; index -= 1) {
      const unit = text.charCodeAt(index);
      if (unit < 0x80) {
        bytes[--position] = unit;
      } else if (unit < 0x800) {
        bytes[--position] = (unit & 0x3f) | 0x80;
        bytes[--position] = (unit >>> 6) | 0xc0;
      } else if (isLowSurrogate(unit) && index > 0 && isHighSurrogate(text.charCodeAt(index - 1))) {
        index -= 1;
        const point = 0x10000 + ((text.charCodeAt(index) & 0x3ff) << 10) + (unit & 0x3ff);
        bytes[--position] = (point & 0x3f) | 0x80;
        bytes[--position] = ((point >>> 6) & 0x3f) | 0x80;
        bytes[--position] = ((point >>> 12) & 0x3f) | 0x80;
        bytes[--position] = (point >>> 18) | 0xf0;
      } else {
        const scalar = unit >= 0xd800 && unit <= 0xdfff ? 0xfffd : unit;
        bytes[--position] = (scalar & 0x3f) | 0x80;
        bytes[--position] = ((scalar >>> 6) & 0x3f) | 0x80;
        bytes[--position] = (scalar >>> 12) | 0xe0;
      }
    }
    this.position = position;
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

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
