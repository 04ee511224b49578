import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { minifySync } from 'rolldown/utils';
import ts from 'typescript';
import { build, type Plugin } from 'vite';

/** A file that the SDK is handed out as. */
export interface Bundle {
  /** The name of the file, without its end. */
  readonly name: string;
  /** Under `src/`. */
  readonly entry: string;
  /** `script` defines `window.Warbler`, that of the floo API `window.flooIM`; `cjs` is for hosts with `require`. */
  readonly format: 'es' | 'script' | 'cjs';
  /** For old hosts: ES5 in every syntax, with what they lack of the library filled in. */
  readonly isLegacy: boolean;
}

/** Everything the SDK is handed out as, beside its modules. */
export const bundles: readonly Bundle[] = [
  { name: 'warbler', entry: 'script/script.ts', format: 'script', isLegacy: false },
  { name: 'warbler.legacy', entry: 'script/legacy-script.ts', format: 'script', isLegacy: true },
  { name: 'floo', entry: 'compat/global.ts', format: 'script', isLegacy: false },
  { name: 'mini-program', entry: 'script/legacy-mini-program.ts', format: 'cjs', isLegacy: true },
];

/** The whole bundle as one text, minified. */
export async function makeBundle({ entry, format, isLegacy }: Bundle): Promise<string> {
  const output = await build({
    configFile: false,
    plugins: isLegacy ? [plainCodecs] : [],
    logLevel: 'silent',
    build: {
      ...{ write: false, minify: isLegacy ? false : 'oxc', target: isLegacy ? 'es2022' : 'es2020' },
      modulePreload: false,
      rolldownOptions: {
        input: fileURLToPath(new URL(`../src/${entry}`, import.meta.url)),
        preserveEntrySignatures: 'strict',
        output: format === 'script' ? { format: 'iife', name: 'Warbler' } : { format },
      },
    },
  });
  const chunks = (Array.isArray(output) ? output : [output])
    .flatMap((each) => ('output' in each ? each.output : []))
    .flatMap((chunk) => (chunk.type === 'chunk' ? [chunk.code] : []));
  const code = chunks.join('\n');
  return isLegacy ? minified(toEs5(code), format) : code;
}

const plainFiles: Readonly<Record<string, string>> = {
  '/wire/utf8.ts': 'plain-utf8.ts',
  '/outbox/base64.ts': 'plain-base64.ts',
};

/** Old hosts and mini-programs have neither `TextDecoder` nor `btoa`. */
const plainCodecs: Plugin = {
  name: 'plain-codecs',
  enforce: 'pre',
  load(id) {
    const found = Object.keys(plainFiles).find((end) => id.endsWith(end));
    if (found === undefined) return null;
    return readFile(new URL(`../src/script/${plainFiles[found]}`, import.meta.url), 'utf8');
  },
};

/** Every syntax after ES5 becomes what it was made of before. */
function toEs5(code: string): string {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES5,
      module: ts.ModuleKind.None,
      downlevelIteration: true,
      ignoreDeprecations: '6.0',
      removeComments: true,
    },
  });
  return outputText;
}

/**
 * Shorter names and no indents; nothing that might bring younger syntax back, such as the quotes of templates that the
 * removal of white space prefers. No text of ES5 goes over two lines, so that the starts of lines are all indents.
 * The names at the top of a script are what it is for.
 */
function minified(code: string, format: Bundle['format']): string {
  const options = { compress: false, mangle: { toplevel: format === 'cjs' }, codegen: { removeWhitespace: false } };
  return minifySync('bundle.js', code, options).code.replace(/^[ \t]+/gm, '');
}
