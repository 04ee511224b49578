import type { FieldSchema, MessageSchema } from './codec-schema.ts';
import { docstring, GENERATED_HEADER, importOf } from './emit-text.ts';

const SCALAR_TYPES = {
  uint64: 'number',
  uint32: 'number',
  sint32: 'number',
  bool: 'boolean',
  string: 'string',
  bytes: 'Uint8Array',
} as const;

const SCALAR_RANGES = {
  uint64: ['0 to 2^53 - 1.'],
  uint32: ['0 to 2^32 - 1.'],
  sint32: ['-2^31 to 2^31 - 1.'],
  bool: [],
  string: [],
  bytes: ['A view into the decoded bytes.'],
} as const;

/** The text of `generated/message-types.ts`: what the decoders return. */
export function emitMessageTypes(messages: readonly MessageSchema[]): string {
  const fields = messages.flatMap((message) => message.fields);
  const enums = new Set(fields.flatMap((field) => (field.type.kind === 'enum' ? [field.type.name] : [])));
  return [
    GENERATED_HEADER,
    importOf(['OpenEnum'], '../open-enum.ts', 'import type'),
    importOf([...enums].sort(), './enums.ts', 'import type'),
    ...messages.map((message) => `\n${emitInterface(message)}`),
  ].join('');
}

function emitInterface({ name, summary, comment, fields }: MessageSchema): string {
  const doc = docstring(comment === undefined ? [summary] : [summary, comment], 0);
  if (fields.length === 0) return `${doc}export type ${name} = Readonly<Record<never, never>>;\n`;
  const lines = fields.map((field) => `${fieldDoc(field)}  readonly ${field.name}: ${typeOf(field)};\n`);
  return `${doc}export interface ${name} {\n${lines.join('')}}\n`;
}

function fieldDoc({ type, comment }: FieldSchema): string {
  const notes = [
    ...(comment === undefined ? [] : [comment]),
    ...(type.kind === 'scalar' ? SCALAR_RANGES[type.scalar] : []),
  ];
  return notes.length === 0 ? '' : docstring([notes.map(closed).join(' ')], 2);
}

function closed(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function typeOf({ type, isRepeated }: FieldSchema): string {
  switch (type.kind) {
    case 'scalar':
      return SCALAR_TYPES[type.scalar];
    case 'enum':
      return `OpenEnum<${type.name}>`;
    case 'message':
      return isRepeated ? `readonly ${type.name}[]` : `${type.name} | undefined`;
    default:
      return type satisfies never;
  }
}
