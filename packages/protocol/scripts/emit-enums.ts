import type { EnumSchema } from './codec-schema.ts';
import { docstring, GENERATED_HEADER } from './emit-text.ts';

/** The text of `generated/enums.ts`. */
export function emitEnums(enums: readonly EnumSchema[]): string {
  return [GENERATED_HEADER, ...enums.map(emitEnum)].join('\n');
}

function emitEnum({ name, path, summary, values }: EnumSchema): string {
  const lines = values.map(
    (value) => `${value.comment === undefined ? '' : docstring([value.comment], 2)}  ${value.name}: ${value.number},\n`,
  );
  return [
    docstring([summary, `Source: xsync.proto, \`${path}\`.`], 0),
    `export const ${name} = {\n${lines.join('')}} as const;\n\n`,
    docstring([`A value of {@link ${name}}.`], 0),
    `export type ${name} = (typeof ${name})[keyof typeof ${name}];\n`,
  ].join('');
}
