// Writes docs/reference/sdk, a page for each entry of the SDK, from its declarations and their doc comments; with `--check`
// only says whether the pages are up to date. Either way what is public has a doc comment.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application, type Comment, OptionDefaults, ReflectionKind, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { ErrorCode } from '../packages/protocol/src/index.ts';
import manifest from '../packages/sdk/package.json' with { type: 'json' };

const sdk = join(import.meta.dirname, '../packages/sdk');
const folder = join(import.meta.dirname, '../docs/reference/sdk');

// What two entries export is described with the first one: the mini-program's, which has much of the others again, is last.
const { './mini-program': miniProgram, ...others } = manifest.exports;
const entries = Object.entries({ ...others, './mini-program': miniProgram });

const options: Partial<TypeDocOptions & PluginOptions> = {
  entryPoints: entries.map(([, source]) => join(sdk, source)),
  tsconfig: join(sdk, 'tsconfig.json'),
  plugin: ['typedoc-plugin-markdown'],
  logLevel: 'Warn',
  // `npm run check types` finds those.
  skipErrorChecking: true,
  ...{ sortEntryPoints: false, readme: 'none', name: '@warbler/sdk', outputFileStrategy: 'modules' },
  ...{ excludeExternals: true, excludeInternal: true, excludeReferences: true, disableSources: true },
  ...{ hideBreadcrumbs: true, useHTMLAnchors: true, hidePageHeader: true, useCodeBlocks: true },
  ...{ parametersFormat: 'table', propertyMembersFormat: 'table', interfacePropertiesFormat: 'table' },
  ...{ classPropertiesFormat: 'table', typeAliasPropertiesFormat: 'table', typeDeclarationFormat: 'table' },
  externalSymbolLinkMappings: { '@warbler/protocol': { ErrorCode: 'errors.md' } },
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  // Of knip: another name of the same.
  modifierTags: [...OptionDefaults.modifierTags, '@alias'],
  // Properties whose name and type say all need no sentence.
  requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Function', 'Variable', 'Method', 'Accessor'],
};

/** The page of the guide, which a reader may want first. */
const guides: Readonly<Record<string, string>> = {
  '.': 'sdk.md',
  './compat': 'sdk/floo-compat.md',
  './compat/global': 'sdk/floo-compat.md',
  './encryption': 'sdk/storage-and-offline.md',
  './file-storage': 'sdk/storage-and-offline.md',
  './files': 'sdk/files.md',
  './forward': 'sdk/files.md',
  './mini-program': 'sdk/platforms.md',
  './native-errors': 'sdk/getting-started.md',
  './push': 'sdk/push.md',
  './search': 'sdk/search.md',
  './sqlite-storage': 'sdk/storage-and-offline.md',
  './tabs': 'sdk/tabs.md',
};

const pages = await makePages();
const stale = await stalePages();
if (!process.argv.includes('--check')) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, page] of pages) await writeFile(join(folder, name), page);
} else if (stale.length > 0) {
  process.stdout.write(`Not as the sources have it in docs/reference/sdk: ${stale.join(', ')}. Run: npm run docs\n`);
  process.exitCode = 1;
}

/** The pages by their file names, as they ought to be. */
async function makePages(): Promise<ReadonlyMap<string, string>> {
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (!project) throw new Error('The declarations of the SDK cannot be read');
  project.children?.forEach((entry, at) => {
    entry.name = pageOf(entries[at]?.[0] ?? '');
  });
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    if (parameter.name === '__namedParameters') parameter.name = 'options';
  }
  app.validate(project);
  if (app.logger.hasWarnings() || app.logger.hasErrors()) process.exitCode = 1;
  const out = await mkdtemp(join(tmpdir(), 'warbler-reference-'));
  app.options.setValue('out', out);
  await app.generateOutputs(project);
  const about = new Map(project.children?.map(({ name, comment }) => [name, textOf(comment)]));
  const made = new Map([
    ['errors.md', errorsPage()],
    ['README.md', indexPage(about)],
  ]);
  for (const [entry] of entries) {
    const name = `${pageOf(entry)}.md`;
    const page = await readFile(join(out, name), 'utf8');
    made.set(name, page.replace(/^# .*\n/, `${headOf(join('@warbler/sdk', entry))}\n${guideOf(entry)}\n`));
  }
  await rm(out, { recursive: true });
  return made;
}

async function stalePages(): Promise<readonly string[]> {
  const there = new Map<string, string>();
  const names = existsSync(folder) ? await readdir(folder) : [];
  for (const name of names) there.set(name, await readFile(join(folder, name), 'utf8'));
  return [...new Set([...pages.keys(), ...names])].filter((name) => there.get(name) !== pages.get(name));
}

/** `client` is the entry without a name. */
function pageOf(entry: string): string {
  return entry === '.' ? 'client' : entry.slice(2).replaceAll('/', '-');
}

function guideOf(entry: string): string {
  const guide = guides[entry];
  if (guide === undefined) throw new Error(`scripts/reference.ts names no page of the guide for ${entry}`);
  return `[Guide](../../guide/${guide}), [errors](errors.md), [all pages](README.md).`;
}

function headOf(title: string): string {
  return `# ${title}\n
<!-- Written by scripts/reference.ts from the declarations and their doc comments. Change those, then run
     \`npm run docs\`. -->
`;
}

function textOf(comment: Comment | undefined): string {
  return (comment?.summary ?? [])
    .map(({ text }) => text)
    .join('')
    .replaceAll('\n', ' ');
}

function indexPage(about: ReadonlyMap<string, string>): string {
  const rows = Object.keys(manifest.exports).map((entry) => {
    const name = pageOf(entry);
    return `| [\`${join('@warbler/sdk', entry)}\`](${name}.md) | ${about.get(name) ?? ''} |`;
  });
  return `${headOf('Reference of the SDK')}
A page for each entry of the package, and one of all [errors](errors.md). How to use them says [the guide](../../guide/sdk.md).

| entry | what |
| --- | --- |
${rows.join('\n')}
`;
}

function errorsPage(): string {
  const rows = Object.entries(ErrorCode).map(
    ([name, { message, isRetryable, rest, number }]) =>
      `| \`${name}\` | ${message} | ${isRetryable ? 'may help' : ''} | ${rest} | ${number} |`,
  );
  return `${headOf('Errors')}
The closed table of what \`ImError.code\` may be. The number of the native SDKs is there for apps that switch on it
([native errors](native-errors.md)).

| code | meaning | trying again | REST code | native number |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
