import type { FieldSchema, MessageSchema } from './codec-schema.ts';
import { docstring, GENERATED_HEADER, importOf } from './emit-text.ts';

const SCALAR_DEFAULTS = {
  uint64: '0',
  uint32: '0',
  sint32: '0',
  bool: 'false',
  string: "''",
  bytes: 'NO_BYTES',
} as const;

/**
 * The text of `generated/decoders.ts`. Each message gets `decodeX` and, for messages around it, `readXFields`, which
 * takes what was read of the same field before: proto3 merges an embedded message that occurs twice.
 */
export function emitDecoders(messages: readonly MessageSchema[]): string {
  return [
    GENERATED_HEADER,
    importOf(['Reader'], '../reader.ts'),
    importOf(messages.map(({ name }) => name).sort(), './message-types.ts', 'import type'),
    '\nconst NO_BYTES = new Uint8Array(0);\n',
    ...messages.map((message) => `\n${emitDecoder(message)}`),
  ].join('');
}

function emitDecoder({ name, fields }: MessageSchema): string {
  const empty = `EMPTY_${name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}`;
  return [
    emitEmpty(name, empty, fields),
    docstring(
      [`The \`${name}\` in \`bytes\`. Throws ImError \`parseFailed\`, and nothing else, when they hold none.`],
      0,
    ),
    `export function decode${name}(bytes: Uint8Array): ${name} {\n`,
    `  return read${name}Fields(new Reader(bytes));\n}\n\n`,
    signature(`read${name}Fields`, ['reader: Reader', `base: ${name} = ${empty}`], name),
    ...fields.map(emitVariable),
    '  for (let fieldTag = reader.tag(); fieldTag !== 0; fieldTag = reader.tag()) {\n',
    fields.length === 0 ? '    reader.skip(fieldTag);\n' : emitSwitch(fields),
    '  }\n',
    emitReturn(fields),
    '}\n',
  ].join('');
}

function signature(name: string, parameters: readonly string[], result: string): string {
  const single = `function ${name}(${parameters.join(', ')}): ${result} {\n`;
  if (single.length <= 121) return single;
  return `function ${name}(\n${parameters.map((parameter) => `  ${parameter},\n`).join('')}): ${result} {\n`;
}

function emitEmpty(name: string, empty: string, fields: readonly FieldSchema[]): string {
  if (fields.length === 0) return `const ${empty}: ${name} = {};\n\n`;
  const lines = fields.map((field) => `  ${field.name}: ${defaultOf(field)},\n`).join('');
  return `const ${empty}: ${name} = {\n${lines}};\n\n`;
}

function emitVariable({ name, type, isRepeated }: FieldSchema): string {
  if (isRepeated) return `  const ${name} = base.${name}.slice();\n`;
  const annotation = type.kind === 'scalar' && type.scalar === 'bytes' ? ': Uint8Array' : '';
  return `  let ${name}${annotation} = base.${name};\n`;
}

function emitSwitch(fields: readonly FieldSchema[]): string {
  return [
    '    switch (fieldTag) {\n',
    ...fields.map(emitCase),
    '      default:\n        reader.skip(fieldTag);\n',
    '    }\n',
  ].join('');
}

function emitCase(field: FieldSchema): string {
  const { name, tag, type, isRepeated } = field;
  if (type.kind !== 'message') {
    const method = type.kind === 'enum' ? 'int32' : type.scalar;
    return `      case ${tag}:\n        ${name} = reader.${method}();\n        break;\n`;
  }
  const read = isRepeated
    ? `${name}.push(read${type.name}Fields(reader));`
    : `${name} = read${type.name}Fields(reader, ${name});`;
  return [
    `      case ${tag}: {\n`,
    '        const outerEnd = reader.enter();\n',
    `        ${read}\n`,
    '        reader.leave(outerEnd);\n',
    '        break;\n',
    '      }\n',
  ].join('');
}

function emitReturn(fields: readonly FieldSchema[]): string {
  if (fields.length === 0) return '  return base;\n';
  const single = `  return { ${fields.map((field) => field.name).join(', ')} };\n`;
  if (single.length <= 121) return single;
  return `  return {\n${fields.map((field) => `    ${field.name},\n`).join('')}  };\n`;
}

function defaultOf({ type, isRepeated }: FieldSchema): string {
  if (isRepeated) return '[]';
  if (type.kind === 'message') return 'undefined';
  return type.kind === 'enum' ? '0' : SCALAR_DEFAULTS[type.scalar];
}
