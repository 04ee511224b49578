// Code lives with the capability that owns it: no drawer folders, no names that say nothing.
import { report, repositoryFiles } from './report.mjs';

const drawers = /(^|\/)(utils?|helpers?|common|shared|types|misc)\//;
const emptyNames = /(^|[-/])(manager|helpers?|utils?|impl)\.(ts|mjs|vue)$/i;

const findings = repositoryFiles(['*.ts', '*.mjs', '*.vue'])
  .filter((path) => drawers.test(path) || emptyNames.test(path))
  .map(
    (path) => `${path}: ${drawers.test(path) ? 'a folder named like a drawer' : 'a name that does not say what it is'}`,
  );

report(findings, 'Move it to the capability that owns it and name it after its main export (CONTRIBUTING.md, Files).');
