import type { EnumSchema } from './codec-schema.ts';
import { docstring, GENERATED_HEADER } from './emit-text.ts';

/**
 * The texts of `generated/enums.ts` and of a module for each enum, by name. A member is a constant of a module, not a
 * field of an object, so that bundlers put its number where it is used and leave out what is not.
 */
export function emitEnums(enums: readonly EnumSchema[]): readonly (readonly [name: string, text: string])[] {
  const imports = enums.map((each) => `import type * as ${membersOf(each)} from './${moduleOf(each)}';\n`);
  return [
    ['enums.ts', [GENERATED_HEADER, imports.join(''), ...enums.map(emitEnum)].join('\n')],
    ...enums.map((each) => [moduleOf(each), emitMembers(each)] as const),
  ];
}

function emitEnum(each: EnumSchema): string {
  const { name, path, summary } = each;
  return [
    docstring([summary, `Source: xsync.proto, \`${path}\`.`], 0),
    `export * as ${name} from './${moduleOf(each)}';\n\n`,
    docstring([`A value of {@link ${name}}.`], 0),
    `export type ${name} = (typeof ${membersOf(each)})[keyof typeof ${membersOf(each)}];\n`,
  ].join('');
}

function emitMembers({ values }: EnumSchema): string {
  const lines = values.map(
    ({ name, number, comment }) =>
      `${comment === undefined ? '' : docstring([comment], 0)}export const ${name} = ${number} as const;\n`,
  );
  return `${GENERATED_HEADER}\n${lines.join('')}`;
}

function membersOf({ name }: EnumSchema): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}Members`;
}

function moduleOf({ name }: EnumSchema): string {
  return `enums/${name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()}.ts`;
}
