// Source files stay under 400 lines, so that each has one reason to exist.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../repository.mjs';
import { report, repositoryFiles } from './report.mjs';

const lineLimit = 400;

/** Files that may be longer, each with the reason. */
const exceptions = new Map([]);

const isSource = (/** @type {string} */ path) =>
  !/(^|\/)(test|generated)\/|\.test\.ts$|\.d\.ts$/.test(path) && !exceptions.has(path) && existsSync(join(root, path));

const findings = repositoryFiles(['*.ts', '*.mjs', '*.vue', '*.css'])
  .filter(isSource)
  .map((path) => ({ path, lineCount: readFileSync(join(root, path), 'utf8').split('\n').length - 1 }))
  .filter(({ lineCount }) => lineCount > lineLimit)
  .map(({ path, lineCount }) => `${path}: ${lineCount} lines, ${lineLimit} at most`);

report(
  findings,
  'Cut the file where it has a second reason to change; an exception goes into scripts/checks/file-size.mjs.',
);
