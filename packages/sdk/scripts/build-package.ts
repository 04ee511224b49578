import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const packages = fileURLToPath(new URL('../../', import.meta.url));
const dist = join(packages, 'sdk/dist');

/**
 * Makes `dist/` a package that stands alone: modules and their types in `esm/`, the protocol among them, and a
 * package.json. The package.json of the sources names the sources, so that nothing in the repository needs a build.
 * @throws Error with what the compiler says.
 */
export async function buildPackage(): Promise<void> {
  const manifest: Manifest = JSON.parse(await readFile(join(packages, 'sdk/package.json'), 'utf8'));
  const esm = join(dist, 'esm');
  await rm(esm, { recursive: true, force: true });
  compile(Object.values(manifest.exports), esm);
  for (const path of await readdir(esm, { recursive: true })) {
    if (/\.(js|ts)$/.test(path)) await pointWithin(esm, path);
  }
  const { name, version, description, license } = manifest;
  const facts = { name, version, description, license, type: 'module', sideEffects: false };
  const entries = Object.entries(manifest.exports).map(([entry, source]) => [entry, targetsOf(source)]);
  const exports = Object.fromEntries([...entries, ...scripts]);
  const published = { ...facts, engines: { node: '>=22.13' }, types: './esm/sdk/src/index.d.ts', exports };
  await writeFile(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  await cp(join(packages, '../LICENSE'), join(dist, 'LICENSE'));
  await cp(join(packages, 'sdk/README.md'), join(dist, 'README.md'));
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
}

/** The bundles beside the modules, for tools that look them up by name. */
const scripts = ['warbler.js', 'warbler.legacy.js', 'mini-program.cjs'].map((file) => [`./${file}`, `./${file}`]);

function targetsOf(source: string): object {
  const built = source.replace('./src/', './esm/sdk/src/').replace(/\.ts$/, '');
  return { types: `${built}.d.ts`, default: `${built}.js` };
}

function compile(entries: readonly string[], outDir: string): void {
  const { config } = ts.readConfigFile(join(packages, '../tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, packages);
  const program = ts.createProgram(
    [join(packages, 'protocol/src/index.ts'), ...entries.map((entry) => join(packages, 'sdk', entry))],
    {
      ...options,
      ...{ noEmit: false, declaration: true, rewriteRelativeImportExtensions: true, removeComments: false },
      ...{ outDir, rootDir: packages, target: ts.ScriptTarget.ES2022 },
      ...{
        lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
        typeRoots: [join(packages, '../node_modules/@types')],
      },
    },
  );
  const { diagnostics } = program.emit();
  const found = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (found.length === 0) return;
  const host = {
    getCanonicalFileName: (path: string) => path,
    getCurrentDirectory: () => packages,
    getNewLine: () => '\n',
  };
  throw new Error(ts.formatDiagnostics(found, host));
}

/** The protocol is a folder beside the SDK there, and types name the modules that stand beside them. */
async function pointWithin(esm: string, path: string): Promise<void> {
  const file = join(esm, path);
  const code = await readFile(file, 'utf8');
  const protocol = relative(dirname(file), join(esm, 'protocol/src/index.js')).replaceAll('\\', '/');
  const pointed = code
    .replace(/(from |import\()(['"])@warbler\/protocol\2/g, `$1$2${protocol}$2`)
    .replace(/(from |import\()(['"])(\.{1,2}\/[^'"]+)\.ts\2/g, '$1$2$3.js$2');
  if (pointed !== code) await writeFile(file, pointed);
}
