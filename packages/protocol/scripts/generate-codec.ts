import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseCodecSchema } from './codec-schema.ts';
import { emitDecoders } from './emit-decoders.ts';
import { emitEncoders } from './emit-encoders.ts';
import { emitEnums } from './emit-enums.ts';
import { emitMessageTypes } from './emit-message-types.ts';

/** The .proto that is the source of the wire package. */
export const PROTO_FILE = new URL('../../../proto/xsync.proto', import.meta.url);

/** The folder of the generated files, which are checked in. */
export const GENERATED_FOLDER = new URL('../src/wire/generated/', import.meta.url);

/**
 * The generated files by name. Pure: the same .proto always gives the same text, so that a test can hold the
 * checked-in files to it. Throws for a .proto beyond what xsync.proto uses (see `codec-schema.ts`).
 */
export function generateCodec(protoText: string): ReadonlyMap<string, string> {
  const { enums, messages } = parseCodecSchema(protoText);
  return new Map([
    ...emitEnums(enums),
    ['message-types.ts', emitMessageTypes(messages)],
    ['encoders.ts', emitEncoders(messages)],
    ['decoders.ts', emitDecoders(messages)],
  ]);
}

if (import.meta.main) {
  mkdirSync(new URL('enums/', GENERATED_FOLDER), { recursive: true });
  for (const [name, text] of generateCodec(readFileSync(PROTO_FILE, 'utf8'))) {
    writeFileSync(new URL(name, GENERATED_FOLDER), text);
    console.log(`wrote packages/protocol/src/wire/generated/${name}`);
  }
}
