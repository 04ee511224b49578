import type { FieldSchema, MessageSchema } from './codec-schema.ts';
import { docstring, GENERATED_HEADER, importOf } from './emit-text.ts';

const SIZE_CALLS = { uint64: 'sizeOfUint64', uint32: 'sizeOfUint32', sint32: 'sizeOfSint32' } as const;

const WRITER_METHODS = {
  enum: 'int32',
  uint64: 'uint64',
  uint32: 'uint32',
  sint32: 'sint32',
  bool: 'bool',
  string: 'string',
  bytes: 'bytesField',
} as const;

/**
 * The text of `generated/encoders.ts`. Each message gets `encodeX` and, for messages around it, `sizeOfX` (checks the
 * ranges and counts the bytes) and `writeXFields` (writes back to front, see `writer.ts`). The latter two are exported
 * where `frame.ts` puts a frame around the message in the same pass.
 */
export function emitEncoders(messages: readonly MessageSchema[]): string {
  const body = messages.map((message) => `\n${emitEncoder(message)}`).join('');
  const sizes = ['sizeOfBytes', 'sizeOfInt32', 'sizeOfSint32', 'sizeOfString', 'sizeOfUint32', 'sizeOfUint64'];
  return [
    GENERATED_HEADER,
    importOf(['EncodeInput'], '../encode-input.ts', 'import type'),
    importOf(
      [...sizes, 'withLength'].filter((name) => body.includes(`${name}(`)),
      '../size.ts',
    ),
    importOf(['Writer'], '../writer.ts'),
    importOf(messages.map(({ name }) => name).sort(), './message-types.ts', 'import type'),
    body,
  ].join('');
}

function emitEncoder(message: MessageSchema): string {
  const { name, fields } = message;
  const input = `EncodeInput<${name}>`;
  const preEncoded = fields.find((field) => field.isPreEncodable);
  const argument = preEncoded === undefined ? input : `${name}Input`;
  const isExported = preEncoded !== undefined;
  const keyword = isExported ? 'export function' : 'function';
  if (fields.length === 0) {
    return [
      docstring([`The bytes of a \`${name}\`, which has no fields: none.`], 0),
      `export function encode${name}(_message: ${input} = {}): Uint8Array {\n  return new Uint8Array(0);\n}\n`,
    ].join('');
  }
  return [
    preEncoded === undefined ? '' : emitInputType(name, preEncoded),
    docstring(
      [
        `The bytes of a \`${name}\`. Throws ImError \`invalidParameter\` for a number that its field cannot hold.`,
        ...(preEncoded === undefined ? [] : [`\`${preEncoded.name}\` may hold bytes that were encoded before.`]),
      ],
      0,
    ),
    `export function encode${name}(message: ${argument}): Uint8Array {\n`,
    `  const writer = new Writer(sizeOf${name}(message));\n`,
    `  write${name}Fields(writer, message);\n`,
    '  return writer.bytes;\n}\n\n',
    isExported ? docstring([`How many bytes \`write${name}Fields\` will write; checks every range.`], 0) : '',
    `${keyword} sizeOf${name}(message: ${argument}): number {\n  let size = 0;\n`,
    ...fields.map(emitSize),
    '  return size;\n}\n\n',
    isExported
      ? docstring(['Writes the fields in front of what the writer holds. Their ranges must be checked.'], 0)
      : '',
    `${keyword} write${name}Fields(writer: Writer, message: ${argument}): void {\n`,
    ...[...fields].reverse().map(emitWrite),
    '}\n',
  ].join('');
}

function emitInputType(name: string, field: FieldSchema): string {
  return [
    docstring([`What \`encode${name}\` takes: \`${field.name}\` as messages, or as bytes encoded before.`], 0),
    `export type ${name}Input = Omit<EncodeInput<${name}>, '${field.name}'> & {\n`,
    `  readonly ${field.name}?: readonly (EncodeInput<${field.type.kind === 'message' ? field.type.name : ''}> | Uint8Array)[] | undefined;\n};\n\n`,
  ].join('');
}

function emitSize(field: FieldSchema): string {
  const value = `message.${field.name}`;
  const tagSize = sizeOfTag(field.tag);
  if (field.type.kind === 'message') {
    const sizeOf = `sizeOf${field.type.name}`;
    if (!field.isRepeated) {
      return guarded(`${value} !== undefined`, `size += ${tagSize} + withLength(${sizeOf}(${value}));`);
    }
    const size = field.isPreEncodable
      ? `element instanceof Uint8Array ? element.length : ${sizeOf}(element)`
      : `${sizeOf}(element)`;
    return [
      `  if (${value} !== undefined) {\n`,
      `    for (const element of ${value})${field.isPreEncodable ? '\n     ' : ''} size += ${tagSize} + withLength(${size});\n`,
      '  }\n',
    ].join('');
  }
  return guarded(isSet(field), `size += ${tagSize} + ${scalarSize(field, value)};`);
}

function scalarSize({ type, path }: FieldSchema, value: string): string {
  if (type.kind === 'enum') return `sizeOfInt32(${value}, '${path}')`;
  if (type.kind === 'message') throw new Error(`${path} is not a scalar`);
  switch (type.scalar) {
    case 'bool':
      return '1';
    case 'string':
      return `sizeOfString(${value})`;
    case 'bytes':
      return `sizeOfBytes(${value})`;
    case 'uint64':
    case 'uint32':
    case 'sint32':
      return `${SIZE_CALLS[type.scalar]}(${value}, '${path}')`;
    default:
      return type.scalar satisfies never;
  }
}

function emitWrite(field: FieldSchema): string {
  const value = `message.${field.name}`;
  if (field.type.kind !== 'message') {
    const method = WRITER_METHODS[field.type.kind === 'enum' ? 'enum' : field.type.scalar];
    return guarded(isSet(field), `writer.${method}(${field.tag}, ${value});`);
  }
  const write = `write${field.type.name}Fields`;
  if (!field.isRepeated) {
    return [
      `  if (${value} !== undefined) {\n`,
      '    const end = writer.position;\n',
      `    ${write}(writer, ${value});\n`,
      `    writer.close(${field.tag}, end);\n`,
      '  }\n',
    ].join('');
  }
  const element = field.isPreEncodable
    ? [
        `      if (element instanceof Uint8Array) writer.raw(element);\n`,
        `      else ${write}(writer, element);\n`,
      ].join('')
    : `      ${write}(writer, element);\n`;
  return [
    `  if (${value} !== undefined) {\n`,
    `    for (let index = ${value}.length - 1; index >= 0; index -= 1) {\n`,
    `      const element = ${value}[index] ?? {};\n`,
    '      const end = writer.position;\n',
    element,
    `      writer.close(${field.tag}, end);\n`,
    '    }\n',
    '  }\n',
  ].join('');
}

function guarded(condition: string, statement: string): string {
  const single = `  if (${condition}) ${statement}\n`;
  return single.length <= 121 ? single : `  if (${condition}) {\n    ${statement}\n  }\n`;
}

/** Whether a field is present and not the proto3 default, as an expression. */
function isSet({ type, name }: FieldSchema): string {
  const value = `message.${name}`;
  if (type.kind === 'scalar' && type.scalar === 'bool') return `${value} === true`;
  if (type.kind === 'scalar' && type.scalar === 'string') return `${value} !== undefined && ${value} !== ''`;
  if (type.kind === 'scalar' && type.scalar === 'bytes') return `${value} !== undefined && ${value}.length > 0`;
  return `${value} !== undefined && ${value} !== 0`;
}

function sizeOfTag(tag: number): number {
  return tag < 0x80 ? 1 : 2;
}
