import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

const PROTO = new URL('../../../proto/xsync.proto', import.meta.url);
const VECTORS = new URL('../../../interop/client-frames.json', import.meta.url);

/** Values of a recorded frame and what stands in their place: ids as numbers, texts whole. */
export type Replacements = ReadonlyMap<number | string, number | string>;

/**
 * The frames that a deployed client produced (`interop/client-frames.json`), with other ids and texts in them, and
 * otherwise byte for byte what was recorded: the same fields in the same order, zeros that it writes out included.
 */
export function createContractFrames(): (name: string, replacements: Replacements) => Uint8Array {
  const { root } = protobuf.parse(readFileSync(PROTO, 'utf8'), { keepCase: true });
  const vectors: readonly { readonly name: string; readonly hex: string }[] = JSON.parse(readFileSync(VECTORS, 'utf8'));
  return (name, replacements) => {
    const vector = vectors.find((one) => one.name === name);
    if (vector === undefined) throw new Error(`no recorded frame ${name}`);
    return rewrite(root, 'Frame', Buffer.from(vector.hex, 'hex'), replacements);
  };
}

/** Payloads are bytes on the wire; what they hold is known by what is around them. */
function payloadTypeOf(root: protobuf.Root, typeName: string, message: Uint8Array): string | undefined {
  const type = root.lookupType(`im.floo.protobuf.${typeName}`);
  const decoded = type.toObject(type.decode(message), { longs: Number, defaults: true });
  if (typeName === 'Frame') return { 1: 'SyncUL', 3: 'Provision' }[decoded.command as number];
  if (typeName === 'Meta') return { 1: 'MessageBody', 6: 'Conversation', 8: 'RtcSignal' }[decoded.ns as number];
  return undefined;
}

function rewrite(root: protobuf.Root, typeName: string, message: Uint8Array, replacements: Replacements): Uint8Array {
  const type = root.lookupType(`im.floo.protobuf.${typeName}`);
  const reader = protobuf.Reader.create(message);
  const writer = protobuf.Writer.create();
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = type.fieldsById[tag >>> 3];
    if (field === undefined) throw new Error(`${typeName} has no field ${tag >>> 3}`);
    writer.uint32(tag);
    if ((tag & 7) === 0) {
      const value = Number(reader.uint64());
      writer.uint64(Number(replacements.get(value) ?? value));
    } else {
      const bytes = reader.bytes();
      if (field.type === 'string') writer.string(replaced(Buffer.from(bytes).toString(), replacements));
      else {
        const inner = field.type === 'bytes' ? payloadTypeOf(root, typeName, message) : field.type;
        writer.bytes(inner === undefined ? bytes : rewrite(root, inner, bytes, replacements));
      }
    }
  }
  return writer.finish();
}

function replaced(text: string, replacements: Replacements): string {
  return String(replacements.get(text) ?? text);
}
