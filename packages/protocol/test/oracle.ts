import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import * as protocol from '../src/index.ts';

/** A message type with our codec and with protobufjs, which knows the .proto by itself. */
export interface Subject {
  readonly name: string;
  /** Our encoder. */
  readonly encode: (message: object) => Uint8Array;
  /** Our decoder; the result as `comparable`. */
  readonly decode: (bytes: Uint8Array) => unknown;
  readonly oracleEncode: (message: object) => Uint8Array;
  /** The result as `comparable`, so that it equals ours when both read the same. */
  readonly oracleDecode: (bytes: Uint8Array) => unknown;
  /** Any decoded message of this type, ids below 2^53. */
  readonly arbitrary: fc.Arbitrary<object>;
}

const protoText = readFileSync(new URL('../../../proto/xsync.proto', import.meta.url), 'utf8');
const { root } = protobuf.parse(protoText);
root.resolveAll();

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

/** Every message of xsync.proto. */
export const SUBJECTS: readonly Subject[] = messageTypes().map(subjectOf);

/** The message without what two codecs may show differently: bytes as hex, -0 as 0. */
export function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, comparable(field)]));
  }
  return value === null ? undefined : value;
}

function messageTypes(): readonly protobuf.Type[] {
  const namespace = root.lookup('im.floo.protobuf');
  if (!(namespace instanceof protobuf.Namespace)) throw new Error('the .proto has no package');
  return namespace.nestedArray.filter((entry) => entry instanceof protobuf.Type);
}

function subjectOf(type: protobuf.Type): Subject {
  const name = type.name === 'XID' ? 'Xid' : type.name;
  const exported = protocol as Readonly<Record<string, unknown>>;
  const decode = exported[`decode${name}`] as (bytes: Uint8Array) => object;
  return {
    name,
    encode: exported[`encode${name}`] as (message: object) => Uint8Array,
    decode: (bytes) => comparable(decode(bytes)),
    oracleEncode: (message) => type.encode(type.fromObject(message)).finish(),
    oracleDecode: (bytes) => comparable(decodedByOracle(type, bytes)),
    arbitrary: arbitraryOf(type),
  };
}

/** protobufjs leaves absent fields out of its objects; ours hold every field. */
function decodedByOracle(type: protobuf.Type, bytes: Uint8Array): object {
  return type.toObject(type.decode(bytes), { defaults: true, longs: Number });
}

function arbitraryOf(type: protobuf.Type): fc.Arbitrary<object> {
  return fc.record(Object.fromEntries(type.fieldsArray.map((field) => [field.name, fieldArbitrary(field)])));
}

function fieldArbitrary(field: protobuf.Field): fc.Arbitrary<unknown> {
  const { resolvedType } = field;
  if (resolvedType instanceof protobuf.Type) {
    const message = arbitraryOf(resolvedType);
    return field.repeated ? fc.array(message, { maxLength: 4 }) : fc.option(message, { nil: undefined });
  }
  if (resolvedType instanceof protobuf.Enum) {
    return fc.oneof(fc.constantFrom(...Object.values(resolvedType.values)), fc.integer(INT32));
  }
  return scalarArbitrary(field.type);
}

function scalarArbitrary(type: string): fc.Arbitrary<unknown> {
  switch (type) {
    case 'uint64':
      return fc.oneof(fc.constant(0), fc.nat(300), fc.maxSafeNat(), powersOfTwo(53));
    case 'uint32':
      return fc.oneof(fc.constant(0), fc.nat(300), fc.integer({ min: 0, max: 2 ** 32 - 1 }), powersOfTwo(32));
    case 'sint32':
      return fc.integer(INT32);
    case 'bool':
      return fc.boolean();
    case 'string':
      return fc.oneof(
        fc.string(),
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary', minLength: 20, maxLength: 300 }),
        fc.string({ unit: 'binary-ascii', minLength: 20, maxLength: 300 }),
      );
    case 'bytes':
      return fc.uint8Array({ maxLength: 300 });
    default:
      throw new Error(`no arbitrary for ${type}`);
  }
}

/** Numbers where a varint gets longer: 2^n and its neighbour below. */
function powersOfTwo(limit: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: limit }).chain((bits) => fc.constantFrom(2 ** bits - 1, 2 ** (bits - 1)));
}
