// The ```ts blocks of the guide compile against the packages. The blocks of a page are one program, read from top to
// bottom: each may use what those above it declare, or declare it anew, and the names that are given to all pages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../repository.mjs';
import { report, repositoryFiles } from './report.mjs';

/** What any page may use without saying where it comes from. */
const given = `
import type { Client, ConversationId, Message, MessageId } from '@warbler/sdk';
import type { MiniProgramApi } from '@warbler/sdk/mini-program';

declare global {
  /** A client that is signed in. */
  const client: Client;
  /** Of the app, and where its servers are found. */
  const appId: string;
  const dns: string;
  /** What the user looks at, or chose. */
  const conversationId: ConversationId;
  const messageId: MessageId;
  const message: Message;
  const messages: readonly Message[];
  const file: File;
  /** The globals of mini-programs and of uni-app. */
  const wx: MiniProgramApi;
  const uni: MiniProgramApi;
}
`;

const pages = repositoryFiles(['README*.md', 'docs/guide/*.md', 'packages/*/README.md']);
const programs = new Map(pages.map((page) => [join(root, `${page}.ts`), programOf(page)]));
programs.set(join(root, 'given to all pages.ts'), given);

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
// An example shows what there is; it need not use it.
const lenient = { ...options, noUnusedLocals: false, noUnusedParameters: false };
const disk = ts.createCompilerHost(lenient);
/** @type {ts.CompilerHost} */
const host = {
  ...disk,
  fileExists: (path) => programs.has(path) || disk.fileExists(path),
  readFile: (path) => programs.get(path) ?? disk.readFile(path),
  getSourceFile(path, language) {
    const text = programs.get(path);
    return text === undefined ? disk.getSourceFile(path, language) : ts.createSourceFile(path, text, language, true);
  },
};
const program = ts.createProgram([...programs.keys()], lenient, host);

const findings = [...programs.keys()].flatMap((path) => {
  const source = program.getSourceFile(path);
  if (!source) throw new Error(`${path} is no part of the program`);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((found) => {
    const { line } = source.getLineAndCharacterOfPosition(found.start ?? 0);
    const where = path.slice(root.length + 1).replace(/\.ts$/, '');
    return `${where}:${line + 1}: ${ts.flattenDiagnosticMessageText(found.messageText, '\n  ')}`;
  });
});

report(findings, 'Mend the block. Names that no page declares are given at the top of scripts/checks/guide-code.mjs.');

/**
 * A page as a program with the same lines: prose is left out, the fence of a block opens a scope that the end of the
 * page closes, and imports, which scopes may not hold, stand before the first line.
 */
function programOf(/** @type {string} */ page) {
  const lines = readFileSync(join(root, page), 'utf8').split('\n');
  /** @type {Set<string>} */
  const imports = new Set();
  let isCode = false;
  let depth = 0;
  const code = lines.map((line) => {
    if (/^```ts\b/.test(line)) {
      isCode = true;
      depth += 1;
      return '{';
    }
    if (line.startsWith('```')) isCode = false;
    const imported = isCode && /^import (type )?(?:\{(.*)\} from )?('.*');(?: *\/\/.*)?$/.exec(line);
    if (!imported) return isCode ? line : '';
    const [, type = '', names, from] = imported;
    if (names === undefined) imports.add(`import ${from};`);
    for (const name of names?.split(',') ?? []) imports.add(`import ${type}{ ${name.trim()} } from ${from};`);
    return '';
  });
  return `${[...imports].join(' ')} export {};${code.join('\n')}\n${'}'.repeat(depth)}`;
}
