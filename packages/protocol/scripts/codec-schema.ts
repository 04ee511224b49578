import protobuf from 'protobufjs';
import { ENUM_NAMES, MESSAGE_NAMES, PRE_ENCODED_FIELDS } from './codec-names.ts';

/** The scalar types that the wire uses. Another one in the .proto stops the generator. */
export type ScalarType = 'uint64' | 'uint32' | 'sint32' | 'bool' | 'string' | 'bytes';

export type FieldType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'enum'; readonly name: string }
  | { readonly kind: 'message'; readonly name: string };

export interface FieldSchema {
  /** camelCase name in TypeScript. */
  readonly name: string;
  /** `Message.field`, for the texts of errors. */
  readonly path: string;
  readonly tag: number;
  readonly type: FieldType;
  readonly isRepeated: boolean;
  readonly isPreEncodable: boolean;
  readonly comment: string | undefined;
}

export interface MessageSchema {
  readonly name: string;
  readonly summary: string;
  readonly comment: string | undefined;
  readonly fields: readonly FieldSchema[];
}

export interface EnumSchema {
  readonly name: string;
  readonly path: string;
  readonly summary: string;
  readonly values: readonly { readonly name: string; readonly number: number; readonly comment: string | undefined }[];
}

export interface CodecSchema {
  readonly messages: readonly MessageSchema[];
  readonly enums: readonly EnumSchema[];
}

const SCALARS: ReadonlySet<string> = new Set(['uint64', 'uint32', 'sint32', 'bool', 'string', 'bytes']);

/**
 * Reads a .proto file into what the emitters need. It takes exactly the part of proto3 that xsync.proto uses and
 * throws for anything else (maps, oneofs, repeated scalars, recursion), so that a change of the .proto which the
 * emitters cannot express stops the build and does not become wrong code.
 */
export function parseCodecSchema(protoText: string): CodecSchema {
  const { root, package: packageName } = protobuf.parse(protoText, { keepCase: true, alternateCommentMode: true });
  root.resolveAll();
  const namespace = root.lookup(packageName ?? '');
  if (!(namespace instanceof protobuf.Namespace)) throw new Error('the .proto declares no package');
  const types = namespace.nestedArray.filter((entry) => entry instanceof protobuf.Type);
  refuseRecursion(types);
  return {
    messages: types.map(messageSchema),
    enums: types.flatMap((type) =>
      type.nestedArray.map((nested) => {
        if (!(nested instanceof protobuf.Enum)) throw new Error(`${nested.fullName}: only enums may be nested`);
        return enumSchema(type, nested);
      }),
    ),
  };
}

function messageSchema(type: protobuf.Type): MessageSchema {
  const known = named(MESSAGE_NAMES, type.name);
  if (type.oneofsArray.length > 0) throw new Error(`${type.name}: oneof is not supported`);
  return {
    ...known,
    comment: type.comment ?? undefined,
    fields: [...type.fieldsArray].sort((a, b) => a.id - b.id).map((field) => fieldSchema(type, field)),
  };
}

function fieldSchema(type: protobuf.Type, field: protobuf.Field): FieldSchema {
  const name = camelCase(field.name);
  const fieldType = fieldTypeOf(field);
  if (field.map) throw new Error(`${field.fullName}: maps are not supported`);
  if (field.repeated && fieldType.kind !== 'message') {
    throw new Error(`${field.fullName}: only messages may be repeated`);
  }
  return {
    name,
    path: `${named(MESSAGE_NAMES, type.name).name}.${name}`,
    tag: field.id * 8 + wireTypeOf(fieldType),
    type: fieldType,
    isRepeated: field.repeated,
    isPreEncodable: PRE_ENCODED_FIELDS.has(`${type.name}.${field.name}`),
    comment: field.comment ?? undefined,
  };
}

function fieldTypeOf(field: protobuf.Field): FieldType {
  const resolved = field.resolvedType;
  if (resolved instanceof protobuf.Type) return { kind: 'message', name: named(MESSAGE_NAMES, resolved.name).name };
  if (resolved instanceof protobuf.Enum) return { kind: 'enum', name: named(ENUM_NAMES, enumPath(resolved)).name };
  if (!SCALARS.has(field.type)) throw new Error(`${field.fullName}: type ${field.type} is not supported`);
  return { kind: 'scalar', scalar: field.type as ScalarType };
}

function wireTypeOf(type: FieldType): 0 | 2 {
  if (type.kind === 'message') return 2;
  return type.kind === 'scalar' && (type.scalar === 'string' || type.scalar === 'bytes') ? 2 : 0;
}

function enumSchema(parent: protobuf.Type, declared: protobuf.Enum): EnumSchema {
  const path = `${parent.name}.${declared.name}`;
  return {
    ...named(ENUM_NAMES, path),
    path,
    values: Object.entries(declared.values).map(([name, number]) => ({
      name,
      number,
      comment: declared.comments[name] ?? undefined,
    })),
  };
}

function enumPath(declared: protobuf.Enum): string {
  return `${declared.parent?.name}.${declared.name}`;
}

function named<T>(names: Readonly<Record<string, T>>, key: string): T {
  const found = names[key];
  if (found === undefined) throw new Error(`${key} has no entry in scripts/codec-names.ts`);
  return found;
}

function camelCase(snake: string): string {
  return snake.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function refuseRecursion(types: readonly protobuf.Type[]): void {
  const visit = (type: protobuf.Type, path: readonly protobuf.Type[]): void => {
    if (path.includes(type)) throw new Error(`${type.name} contains itself: the decoder relies on bounded nesting`);
    for (const field of type.fieldsArray) {
      if (field.resolvedType instanceof protobuf.Type) visit(field.resolvedType, [...path, type]);
    }
  };
  for (const type of types) visit(type, []);
}
