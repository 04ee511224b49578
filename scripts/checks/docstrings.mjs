// Every name that a package exports has a doc comment: it is the package's manual.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { root } from '../repository.mjs';
import { report, repositoryFiles } from './report.mjs';

/** The files that a package.json names as its entries. */
function entriesOf(/** @type {string} */ packageJson) {
  const { exports = {} } = JSON.parse(readFileSync(join(root, packageJson), 'utf8'));
  const targets = typeof exports === 'string' ? [exports] : Object.values(exports);
  return targets
    .filter((target) => typeof target === 'string' && target.endsWith('.ts'))
    .map((target) => resolve(root, dirname(packageJson), target))
    .filter((path) => existsSync(path));
}

function optionsOf(/** @type {string} */ entry) {
  const configPath = ts.findConfigFile(dirname(entry), ts.sys.fileExists);
  if (configPath === undefined) throw new Error(`No tsconfig.json above ${entry}`);
  const { config } = ts.readConfigFile(configPath, ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, dirname(configPath)).options;
}

function undocumentedExports(/** @type {string} */ entry) {
  const program = ts.createProgram([entry], optionsOf(entry));
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const entryModule = source && checker.getSymbolAtLocation(source);
  if (entryModule === undefined) return [];
  return checker.getExportsOfModule(entryModule).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declaration = symbol.declarations?.[0];
    // A module under a name has its comment where it gets the name.
    const isDocumented = [exported, symbol].some((one) => one.getDocumentationComment(checker).length > 0);
    if (declaration === undefined || isDocumented) return [];
    const file = declaration.getSourceFile();
    if (file.fileName.includes('/node_modules/')) return [];
    const { line } = file.getLineAndCharacterOfPosition(declaration.getStart());
    return [`${relative(root, file.fileName)}:${line + 1}: ${exported.name} has no doc comment`];
  });
}

const entries = repositoryFiles(['packages/*/package.json']).flatMap(entriesOf);
report(
  [...new Set(entries.flatMap(undocumentedExports))],
  'Say what each is for first; then units, ranges, defaults, order or durability, and what it throws.',
);
