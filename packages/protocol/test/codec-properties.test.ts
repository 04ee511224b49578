import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparable, SUBJECTS, type Subject } from './oracle.ts';

const RUNS = { numRuns: 300 };

describe.each(SUBJECTS)('$name', (subject: Subject) => {
  const { arbitrary, decode, encode, oracleDecode, oracleEncode } = subject;

  it('survives encoding and decoding', () => {
    fc.assert(
      fc.property(arbitrary, (message) => {
        expect(decode(encode(message))).toEqual(comparable(message));
      }),
      RUNS,
    );
  });

  it('means the same to protobufjs', () => {
    fc.assert(
      fc.property(arbitrary, (message) => {
        expect(oracleDecode(encode(message))).toEqual(comparable(message));
      }),
      RUNS,
    );
  });

  it('is read the same when protobufjs wrote it', () => {
    fc.assert(
      fc.property(arbitrary, (message) => {
        expect(decode(oracleEncode(message))).toEqual(comparable(message));
      }),
      RUNS,
    );
  });

  it('takes no more bytes than protobufjs', () => {
    fc.assert(
      fc.property(arbitrary, (message) => {
        expect(encode(message).length).toBeLessThanOrEqual(oracleEncode(message).length);
      }),
      RUNS,
    );
  });

  it('is the same with unknown fields before and after', () => {
    fc.assert(
      fc.property(arbitrary, unknownFields(), unknownFields(), (message, before, after) => {
        expect(decode(Buffer.concat([before, encode(message), after]))).toEqual(comparable(message));
      }),
      RUNS,
    );
  });

  it('merges what is written twice, as protobuf does', () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, (first, second) => {
        const bytes = Buffer.concat([encode(first), encode(second)]);
        expect(decode(bytes)).toEqual(oracleDecode(bytes));
      }),
      RUNS,
    );
  });
});

/** Fields with numbers that the .proto does not use, of every wire type. */
function unknownFields(): fc.Arbitrary<Uint8Array> {
  const fieldNumber = fc.integer({ min: 100, max: 2 ** 29 - 1 });
  const payload = fc.uint8Array({ maxLength: 20 });
  const field = fc.oneof(
    fc
      .tuple(fieldNumber, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
      .map(([n, value]) => [varint(n * 8), varint(value)]),
    fc
      .tuple(fieldNumber, fc.uint8Array({ minLength: 8, maxLength: 8 }))
      .map(([n, bytes]) => [varint(n * 8 + 1), bytes]),
    fc.tuple(fieldNumber, payload).map(([n, bytes]) => [varint(n * 8 + 2), varint(bytes.length), bytes]),
    fc.tuple(fieldNumber, payload).map(([n, bytes]) => [
      varint(n * 8 + 3),
      // Inside the group: a string and an empty group.
      varint(10),
      varint(bytes.length),
      bytes,
      Uint8Array.of(0x13, 0x14),
      varint(n * 8 + 4),
    ]),
    fc
      .tuple(fieldNumber, fc.uint8Array({ minLength: 4, maxLength: 4 }))
      .map(([n, bytes]) => [varint(n * 8 + 5), bytes]),
  );
  return fc.array(field, { maxLength: 5 }).map((fields) => Buffer.concat(fields.flat()));
}

function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from([...bytes, Number(rest)]);
}
